import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findAccount, updateAccountSettings, updateAccountStatus } from "../../storage/accounts.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("PUT /v1/account/{account} on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
  });
  afterAll(() => gateway.close());

  const put = (account: string, body: Record<string, unknown>) => gateway.call("PUT", `/v1/account/${account}`, body);
  async function stored(account: string) {
    const found = await findAccount(gateway.storage, account);
    if (found === undefined) throw new Error("gone");
    return found;
  }

  it("changes nothing when nothing is sent", async () => {
    const account = await gateway.addAccount();
    const before = await stored(account);
    expect(await put(account, {})).toMatchObject({ status: 200, body: { account } });
    expect(await stored(account)).toMatchObject({
      settings: before.settings,
      revision: before.revision,
      state: "init",
    });
  });

  it("merges a partial block deeply over what is stored", async () => {
    const account = await gateway.addAccount();
    await put(account, { imap: { partial: true, tls: { minVersion: "TLSv1.3" }, resyncDelay: 60 } });
    await put(account, { imap: { partial: true, auth: { pass: "new" }, tls: { rejectUnauthorized: false } } });
    expect((await stored(account)).settings.imap).toEqual({
      host: "imap.example.com",
      port: 993,
      secure: true,
      auth: { user: "ada", pass: "new" },
      tls: { minVersion: "TLSv1.3", rejectUnauthorized: false },
      resyncDelay: 60,
    });
  });

  it("replaces a block that is not partial", async () => {
    const account = await gateway.addAccount();
    await put(account, { smtp: { host: "other.example.com", port: 25 } });
    expect((await stored(account)).settings.smtp).toEqual({ host: "other.example.com", port: 25 });
  });

  it("lets a new way to log in replace the old one", async () => {
    const account = await gateway.addAccount();
    await put(account, { imap: { partial: true, auth: { accessToken: "token" } } });
    expect((await stored(account)).settings.imap?.auth).toEqual({ user: "ada", accessToken: "token" });
    await put(account, { imap: { partial: true, auth: { pass: "again" } } });
    expect((await stored(account)).settings.imap?.auth).toEqual({ user: "ada", pass: "again" });
    await put(account, { imap: { partial: true, auth: false } });
    expect((await stored(account)).settings.imap?.auth).toBe(false);
  });

  it("removes a block by false", async () => {
    const account = await gateway.addAccount();
    await put(account, { imap: false });
    const { settings, state } = await stored(account);
    expect(settings.imap).toBeUndefined();
    expect(settings.smtp).toBeDefined();
    expect(state).toBe("unset");
  });

  it("connects anew when how to connect has changed, and only then", async () => {
    const account = await gateway.addAccount();
    const { revision } = await stored(account);
    for (const body of [{ name: "B" }, { webhooks: "https://a.example.com/" }, { logs: true }, { copy: false }])
      await put(account, body);
    expect(await stored(account)).toMatchObject({ revision, state: "init" });
    for (const body of [{ path: "INBOX" }, { subconnections: "\\Sent" }, { imap: { partial: true, port: 143 } }]) {
      const before = await stored(account);
      await put(account, body);
      expect(await stored(account)).toMatchObject({ revision: before.revision + 1, state: "connecting" });
    }
  });

  it("clears by null and by empty strings", async () => {
    const account = await gateway.addAccount({ expectedEmail: "a@example.com", notifyFrom: "2026-01-01" });
    await put(account, { expectedEmail: null, notifyFrom: null, copy: null });
    const { settings } = await stored(account);
    expect(settings.expectedEmail).toBeUndefined();
    expect(settings.notifyFrom).toBeNull();
  });

  it("wakes an account whose refused logins had been stopped, with the new login alone", async () => {
    const account = await gateway.addAccount();
    const { settings } = await stored(account);
    await updateAccountSettings(
      gateway.storage,
      account,
      { ...settings, imap: { ...settings.imap, disabled: true } },
      1,
    );
    await updateAccountStatus(gateway.storage, account, { state: "authenticationError", authFailingSince: 1 });
    expect((await gateway.call("GET", `/v1/account/${account}`)).body).toMatchObject({
      type: "imap",
      state: "authenticationError",
    });
    await put(account, { imap: { partial: true, auth: { user: "ada", pass: "right" } } });
    expect(await stored(account)).toMatchObject({ state: "connecting", authFailingSince: null });
    expect((await stored(account)).settings.imap).not.toHaveProperty("disabled");
  });

  it("keeps an account off that its owner switched off", async () => {
    const account = await gateway.addAccount();
    await put(account, { imap: { partial: true, disabled: true } });
    await put(account, { imap: { partial: true, auth: { user: "ada", pass: "right" } } });
    expect(await stored(account)).toMatchObject({ state: "unset", settings: { imap: { disabled: true } } });
    expect((await gateway.call("GET", `/v1/account/${account}`)).body).toMatchObject({
      type: "sending",
      sendOnly: true,
    });
  });

  it.each([
    [{ imap: { host: "x.example.com" } }, ["body.imap.port"]],
    [{ smtp: { partial: true, auth: { pass: "******" } } }, ["body.smtp.auth.pass"]],
    [{ disabled: true }, ["body.disabled"]],
    [{ imapIndexer: "fast" }, ["body.imapIndexer"]],
  ])("refuses %j", async (body, paths) => {
    const account = await gateway.addAccount();
    const answer = await put(account, body);
    expect((answer.body["fields"] as { path: string }[]).map(({ path }) => path)).toEqual(paths);
    expect(answer.status).toBe(400);
  });

  it("refuses a partial block of an account that has none", async () => {
    const account = await gateway.addAccount({ smtp: false });
    const { status, body } = await put(account, { smtp: { partial: true, port: 25 } });
    expect({ status, body }).toMatchObject({ status: 400, body: { fields: [{ path: "body.smtp.host" }] } });
  });

  it("does not know an unknown account", async () => {
    expect((await put(newAccountId(), { name: "x" })).body).toEqual({
      statusCode: 404,
      error: "Not Found",
      message: "Account record was not found for requested ID",
      code: "AccountNotFound",
    });
  });

  it("loses no update of two at once", async () => {
    const account = await gateway.addAccount();
    await Promise.all([put(account, { name: "B" }), put(account, { logs: true }), put(account, { copy: true })]);
    expect((await stored(account)).settings).toMatchObject({ name: "B", logs: true, copy: true });
  });
});
