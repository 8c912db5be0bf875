import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountState } from "../core/account-state.ts";
import { updateAccountStatus } from "../storage/accounts.ts";
import { createTestGateway, newAccountId, type TestGateway } from "./testing.ts";

describe("a call to a mailbox", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite", { start: false });
  });
  afterAll(() => gateway.close());

  it.each<[AccountState, string, string]>([
    ["init", "NotYetConnected", "Requested account is not yet connected"],
    ["authenticationError", "AuthenticationFails", "Requested account can not be authenticated"],
    ["connectError", "ConnectionError", "Can not connect requested account"],
    ["unset", "NotSyncing", "Requested account is not configured for syncing"],
    ["disconnected", "NoAvailable", "Requested account is not available"],
    ["paused", "NoAvailable", "Requested account is not available"],
  ])("of an account in the state %s answers 503 %s", async (state, code, message) => {
    const account = await gateway.addAccount();
    await updateAccountStatus(gateway.storage, account, { state });
    for (const [method, path, body] of [
      ["GET", "mailboxes?counters=true"],
      ["POST", "mailbox", { path: "Work" }],
      ["PUT", "mailbox", { path: "Work", newPath: "Play" }],
      ["DELETE", "mailbox?path=Work"],
      ["GET", "messages?path=INBOX"],
      ["GET", "message/AAAA"],
      ["GET", "message/AAAA/source"],
      ["GET", "text/AAAA"],
      ["GET", "attachment/AAAA"],
      ["PUT", "message/AAAA", { flags: { add: ["\\Seen"] } }],
      ["PUT", "message/AAAA/move", { path: "Trash" }],
      ["DELETE", "message/AAAA"],
      ["POST", "search?path=INBOX", { search: {} }],
      ["PUT", "messages?path=INBOX", { search: {} }],
      ["PUT", "messages/move?path=INBOX", { search: {}, path: "Trash" }],
      ["PUT", "messages/delete?path=INBOX", { search: {} }],
      ["PUT", "sync", { sync: true }],
    ] as const) {
      const answer = await gateway.call(method, `/v1/account/${account}/${path}`, body);
      expect(answer.body).toEqual({ statusCode: 503, error: "Service Unavailable", message, code, state });
    }
  });

  it.each<AccountState>(["connected", "connecting", "syncing"])("works in the state %s", async (state) => {
    const account = await gateway.addAccount();
    await updateAccountStatus(gateway.storage, account, { state });
    expect((await gateway.call("GET", `/v1/account/${account}/mailboxes`)).status).toBe(200);
  });

  it("of an unknown account answers 404", async () => {
    const answer = await gateway.call("GET", `/v1/account/${newAccountId()}/mailboxes`);
    expect(answer).toMatchObject({ status: 404, body: { code: "AccountNotFound" } });
  });
});
