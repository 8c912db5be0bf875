import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { countJobs } from "../../queue/count.ts";
import { writeNotes } from "../../storage/notes.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("DELETE /v1/account/{account} on %s", (engine) => {
  let gateway: TestGateway;
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
    receiver = await startWebhookReceiver();
  });
  afterAll(async () => {
    await gateway.close();
    await receiver.close();
  });

  it("takes everything of the account along, and nothing of others", async () => {
    await gateway.set({ webhooksEnabled: true, webhooks: receiver.url, webhookEvents: ["accountDeleted"] });
    const accounts = [await gateway.addConnected(), await gateway.addConnected()] as const;
    for (const account of accounts) {
      await writeNotes(gateway.storage, account, [{ key: "index:INBOX", value: new Uint8Array([1]) }]);
      await gateway.issue({ account });
      const mail = { to: { address: "bob@example.com" }, text: "x", sendAt: "2099-01-01T00:00:00Z" };
      const headers = { "idempotency-key": "one" };
      expect((await gateway.call("POST", `/v1/account/${account}/submit`, mail, { headers })).status).toBe(200);
    }
    const [gone, kept] = accounts;
    const jobsBefore = await countJobs(gateway.storage, ["message-delivery"], Date.now());
    expect(jobsBefore.delayed).toBe(2);

    const bound = await gateway.issue({ account: gone });
    expect((await gateway.call("DELETE", `/v1/account/${gone}`)).body).toEqual({ account: gone, deleted: true });
    const { sql } = gateway.storage;
    for (const [table, column] of [
      ["notes", "account"],
      ["tokens", "account"],
      ["submissions", "account"],
      ["idempotencyKeys", "account"],
      ["accounts", "id"],
    ] as const) {
      const rows = await sql
        .selectFrom(table)
        .select(column as never)
        .execute();
      const owners = rows.map((row) => (row as Record<string, string>)[column]);
      expect({ table, has: owners.includes(gone) }).toEqual({ table, has: false });
      expect({ table, has: owners.includes(kept) }).toEqual({ table, has: true });
    }
    expect(await sql.selectFrom("submissionContents").selectAll().execute()).toHaveLength(1);
    expect((await countJobs(gateway.storage, ["message-delivery"], Date.now())).delayed).toBe(1);
    expect((await gateway.call("GET", "/v1/stats", undefined, { token: bound })).status).toBe(401);

    const [webhook] = await receiver.waitFor((received) => received.length === 1);
    expect(webhook?.json).toMatchObject({ event: "accountDeleted", account: gone, data: { account: gone } });
    expect(gateway.ctx.mail.connectionsOf(gone)).toBe(0);

    const again = await gateway.call("DELETE", `/v1/account/${gone}`);
    expect(again).toMatchObject({ status: 404, body: { code: "AccountNotFound" } });
  });

  it("is told to the account's own address as well, with its headers and nobody else's", async () => {
    const own = await startWebhookReceiver();
    await gateway.set({
      webhooksEnabled: true,
      webhooks: receiver.url,
      webhookEvents: ["accountDeleted"],
      webhooksCustomHeaders: [{ key: "X-Global", value: "1" }],
    });
    const before = receiver.received.length;
    const account = await gateway.addAccount({
      webhooks: own.url,
      webhooksCustomHeaders: [{ key: "X-Own", value: "2" }],
    });
    // It is there as soon as the account is gone, whatever happens next.
    await gateway.call("PUT", "/v1/settings/queue/notify", { paused: true });
    await gateway.call("DELETE", `/v1/account/${account}`);
    const { sql } = gateway.storage;
    const deliveries = sql.selectFrom("deliveries").selectAll().where("account", "=", account);
    const delivery = await deliveries.where("endpoint", "=", "account").executeTakeFirst();
    expect(delivery).toMatchObject({ event: "accountDeleted", state: "pending" });
    expect(delivery?.target).not.toContain(own.url);
    await gateway.call("PUT", "/v1/settings/queue/notify", { paused: false });
    const [told] = await own.waitFor((received) => received.length === 1);
    expect(told?.json).toMatchObject({ event: "accountDeleted", account, data: { account } });
    expect(told?.headers).toMatchObject({ "x-own": "2" });
    expect(told?.headers).not.toHaveProperty("x-global");
    const [, global] = await receiver.waitFor((received) => received.length === before + 1);
    expect(global?.json).toMatchObject({ event: "accountDeleted", account });
    expect(global?.headers).not.toHaveProperty("x-own");
    await own.close();
  });

  it("is told once where the account's own address is the global one, and not where webhooks are off", async () => {
    const before = receiver.received.length;
    const same = await gateway.addAccount({ webhooks: receiver.url });
    await gateway.call("DELETE", `/v1/account/${same}`);
    await receiver.waitFor((received) => received.length === before + 1);
    await gateway.set({ webhooksEnabled: false });
    const quiet = await gateway.addAccount({ webhooks: "https://hooks.example.com/" });
    await gateway.call("DELETE", `/v1/account/${quiet}`);
    const rows = await gateway.storage.sql.selectFrom("deliveries").select("account").execute();
    expect(rows.filter(({ account }) => account === same)).toHaveLength(1);
    expect(rows.filter(({ account }) => account === quiet)).toHaveLength(0);
  });

  it("leaves no counts for an account that comes by the same id later", async () => {
    const account = await gateway.addAccount({ account: newAccountId() });
    await gateway.call("DELETE", `/v1/account/${account}`);
    await gateway.addAccount({ account });
    // While counts are being written down they are told by nobody.
    await vi.waitFor(
      async () =>
        expect((await gateway.call("GET", `/v1/account/${account}`)).body["counters"]).toMatchObject({
          events: { accountAdded: 1 },
        }),
      30_000,
    );
  });
});
