import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { findAccount } from "../../storage/accounts.ts";
import { hasSubmissionContent } from "../../storage/submissions.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { cleanUp } from "../../workers/upkeep/upkeep.ts";
import type { IdempotencyKey } from "../idempotency.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";
import type { Accepted } from "./accept.ts";
import { composeSubmission } from "./compose-submission.ts";
import { createStage } from "./stage.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

describe.each(TEST_ENGINES)("messages that are taken in together on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
  });
  afterAll(() => gateway.close());

  async function messages(account: string, count: number, key: IdempotencyKey | null = null): Promise<Accepted[]> {
    const record = await findAccount(gateway.storage, account);
    if (record === undefined) throw new Error("no account");
    const body = { to: [{ address: "bob@example.com" }], text: "x" };
    const { signal } = new AbortController();
    const composed = await composeSubmission(gateway.ctx, record, body, signal, Date.now());
    return Array.from({ length: count }, () => ({
      account,
      composed,
      source: "api",
      options: {},
      attempts: undefined,
      key,
    }));
  }
  const named = (value: string): IdempotencyKey => ({ value, fingerprint: null });
  const rows = async (account: string) =>
    (await gateway.storage.sql.selectFrom("submissions").select("state").where("account", "=", account).execute()).map(
      ({ state }) => state,
    );
  const hasContent = (id: string | undefined) => hasSubmissionContent(gateway.storage, id ?? "");

  it("are sent only once all of them are there", async () => {
    const account = await gateway.addAccount();
    const stage = createStage(gateway.ctx, account);
    const [first] = await stage.add(await messages(account, 2));
    await stage.add(await messages(account, 1));
    expect(await stage.add([])).toEqual([]);
    expect(await rows(account)).toEqual(["staged", "staged", "staged"]);
    const outbox = (await gateway.call("GET", `/v1/account/${account}/outbox`)).body;
    expect(outbox).toMatchObject({ total: 0 });
    expect((await gateway.call("GET", `/v1/outbox/${first?.id}`)).status).toBe(404);
    expect((await gateway.call("DELETE", `/v1/outbox/${first?.id}`)).body).toMatchObject({ deleted: false });
    expect(await stage.release(named("key"), { mailMerge: [] })).toEqual({
      mailMerge: [],
      idempotency: { key: "key", status: "MISS" },
    });
    await stage.drop();
    await vi.waitFor(() => expect(gateway.mailOf(account).sent).toHaveLength(3), { timeout: 30_000, interval: 20 });
  });

  it("are forgotten when the call fails", async () => {
    const account = await gateway.addAccount();
    const stage = createStage(gateway.ctx, account);
    const [first] = await stage.add(await messages(account, 2));
    expect(await hasContent(first?.id)).toBe(true);
    await stage.drop();
    expect(await rows(account)).toEqual([]);
    expect(await hasContent(first?.id)).toBe(false);
  });

  it("are no more than may be together", async () => {
    const account = await gateway.addAccount();
    const accepted = await messages(account, 3);
    const size = accepted[0]?.composed.raw.length ?? 0;
    const stage = createStage(gateway.ctx, account, 2 * size);
    await stage.add(accepted.slice(0, 2));
    await expect(stage.add(accepted.slice(2))).rejects.toMatchObject({ kind: "too_large" });
    expect(await rows(account)).toEqual(["staged", "staged"]);
    await stage.drop();
    expect(await rows(account)).toEqual([]);
  });

  it("are forgotten after a day when whoever took them in died, and are never sent", async () => {
    const account = await gateway.addAccount();
    await createStage(gateway.ctx, account).add(await messages(account, 2));
    const tidy = (now: number) => cleanUp(gateway.storage, gateway.ctx.settings, gateway.ctx.meter, now);
    await tidy(Date.now());
    expect(await rows(account)).toEqual(["staged", "staged"]);
    await tidy(Date.now() + DAY_MS + 1000);
    expect(await rows(account)).toEqual([]);
    expect(gateway.mailOf(account).sent).toEqual([]);
  });

  it("are not sent when another node answered to the key", async () => {
    const account = await gateway.addAccount();
    const [one, other] = [createStage(gateway.ctx, account), createStage(gateway.ctx, account)];
    await one.add(await messages(account, 1, named("k")));
    await other.add(await messages(account, 1, named("k")));
    await one.release(named("k"), { mailMerge: [{ success: true, to: { address: "a@example.com" } }] });
    expect(await other.release(named("k"), { mailMerge: [] })).toEqual({
      mailMerge: [{ success: true, to: { address: "a@example.com" } }],
      idempotency: { key: "k", status: "HIT" },
    });
    await other.drop();
    await vi.waitFor(() => expect(gateway.mailOf(account).sent).toHaveLength(1), { timeout: 30_000, interval: 20 });
    expect(await rows(account)).not.toContain("staged");
  });

  it("go with their account", async () => {
    const account = await gateway.addAccount();
    const stage = createStage(gateway.ctx, account);
    await stage.add(await messages(account, 1));
    await gateway.call("DELETE", `/v1/account/${account}`);
    await expect(stage.release(named("k"), { mailMerge: [] })).rejects.toMatchObject({ code: "AccountNotFound" });
    await stage.drop();
    expect(await rows(account)).toEqual([]);
  });
});
