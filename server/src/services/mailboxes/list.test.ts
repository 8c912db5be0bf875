import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountState } from "../../core/account-state.ts";
import { PosthornError } from "../../core/errors.ts";
import { updateAccountStatus } from "../../storage/accounts.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe("the list of mailboxes", () => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite");
    account = await gateway.addConnected();
  });
  afterAll(() => gateway.close());

  const list = (of = account, query = "") => gateway.call("GET", `/v1/account/${of}/mailboxes${query}`);
  /** As if a worker had said so; nobody watches meanwhile. */
  const put = (of: string, state: AccountState) => updateAccountStatus(gateway.storage, of, { state });

  it.each<AccountState>(["connecting", "syncing", "connectError", "authenticationError", "disconnected", "paused"])(
    "is what the server said last in the state %s",
    async (state) => {
      await put(account, "connected");
      const live = await list();
      expect(live).toMatchObject({ status: 200, body: { mailboxes: [{ path: "INBOX" }, {}, {}, {}, {}] } });
      await put(account, state);
      gateway.mailOf(account).failNext("listMailboxes", new PosthornError("refused", "Asked in spite of the state"));
      expect((await list()).body).toEqual(live.body);
      await put(account, "connected");
      expect((await list()).status).toBe(502);
    },
  );

  it("comes from the server for its counters, and not at all when it can't be asked for them", async () => {
    await put(account, "syncing");
    expect((await list(account, "?counters=true")).body).toMatchObject({
      mailboxes: expect.arrayContaining([expect.objectContaining({ status: { messages: 0, unseen: 0 } })]),
    });
    await put(account, "connectError");
    expect(await list(account, "?counters=true")).toMatchObject({ status: 503, body: { code: "ConnectionError" } });
  });
});

describe("the list of mailboxes of an account that never was connected", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite", { start: false });
  });
  afterAll(() => gateway.close());

  it.each<[AccountState, string]>([
    ["init", "NotYetConnected"],
    ["connectError", "NotYetConnected"],
    ["authenticationError", "NotYetConnected"],
    ["paused", "NotYetConnected"],
    ["unset", "NotSyncing"],
  ])("is not known in the state %s", async (state, code) => {
    const account = await gateway.addAccount();
    await updateAccountStatus(gateway.storage, account, { state });
    expect(await gateway.call("GET", `/v1/account/${account}/mailboxes`)).toMatchObject({
      status: 503,
      body: { code, state },
    });
  });
});
