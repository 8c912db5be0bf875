import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findAccount } from "../../storage/accounts.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../testing.ts";

const IMAP = { host: "imap.example.com", port: 993, secure: true, auth: { user: "ada", pass: "secret" } };

describe.each(TEST_ENGINES)("POST /v1/account on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
  });
  afterAll(() => gateway.close());

  const post = (body: Record<string, unknown>) => gateway.call("POST", "/v1/account", body);
  const get = async (account: string) => (await gateway.call("GET", `/v1/account/${account}`)).body;

  it("registers an account once when it is asked for twice at the same moment", async () => {
    const account = newAccountId();
    const answers = await Promise.all(Array.from({ length: 5 }, () => post({ account, name: "Ada" })));
    expect(answers.map(({ status, body }) => [status, body["state"]]).toSorted()).toEqual([
      ...Array.from({ length: 4 }, () => [200, "existing"]),
      [200, "new"],
    ]);
  });

  it("stores an account and its defaults, and tells of it", async () => {
    const account = newAccountId();
    const before = Date.now();
    expect((await post({ account, name: " Ada ", imap: IMAP })).body).toEqual({ account, state: "new" });
    const body = await get(account);
    expect(body).toMatchObject({
      account,
      name: "Ada",
      state: "init",
      type: "imap",
      logs: false,
      path: "*",
      syncFrom: null,
      smtpStatus: null,
      lastError: null,
      imapIndexer: "full",
      canSend: false,
      connections: 0,
      imap: { ...IMAP, auth: { user: "ada", pass: "******" } },
    });
    expect(Date.parse(String(body["notifyFrom"]))).toBeGreaterThanOrEqual(before);
    for (const unset of ["email", "smtp", "webhooks", "proxy", "copy", "sendOnly", "syncTime", "syncError"])
      expect(body).not.toHaveProperty(unset);
    const events = await gateway.storage.sql.selectFrom("events").selectAll().where("account", "=", account).execute();
    expect(
      events.map(({ name, payload }) => ({ name, data: (JSON.parse(payload) as { data: unknown }).data })),
    ).toEqual([{ name: "accountAdded", data: { account } }]);
  });

  it("takes the word for the moment of the call, like changing and flushing do", async () => {
    const before = Date.now();
    const { body } = await post({ account: null, name: "x", notifyFrom: "now" });
    const account = String(body["account"]);
    const notifyFrom = async () => Date.parse(String((await get(account))["notifyFrom"]));
    expect(await notifyFrom()).toBeGreaterThanOrEqual(before);
    for (const [method, path, more] of [
      ["PUT", `/v1/account/${account}`, {}],
      ["PUT", `/v1/account/${account}/flush`, { flush: true }],
    ] as const) {
      expect((await gateway.call("PUT", `/v1/account/${account}`, { notifyFrom: null })).status).toBe(200);
      expect((await gateway.call(method, path, { ...more, notifyFrom: "now" })).status).toBe(200);
      expect(await notifyFrom()).toBeGreaterThanOrEqual(before);
    }
    expect((await post({ account: null, name: "x", notifyFrom: "soon" })).status).toBe(400);
  });

  it("makes up an id for whoever names none", async () => {
    const { body } = await post({ account: null, name: "x" });
    expect(body).toEqual({ account: expect.stringMatching(/^[0-9a-z]{16}$/) as string, state: "new" });
  });

  it("has nothing to connect with without IMAP", async () => {
    for (const more of [{}, { imap: false }, { imap: { disabled: true } }]) {
      const account = newAccountId();
      await post({ account, name: "x", smtp: { host: "smtp.example.com", port: 587 }, ...more });
      const body = await get(account);
      expect(body).toMatchObject({ state: "unset", type: "sending", sendOnly: true, canSend: true });
      expect(body).not.toHaveProperty("imapIndexer");
    }
  });

  it("registers anew: sent fields replace whole, defaults come back, the rest stays", async () => {
    const account = newAccountId();
    const webhooks = "https://hooks.example.com/";
    await post({
      account,
      name: "x",
      logs: true,
      notifyFrom: null,
      copy: true,
      webhooks,
      imap: { ...IMAP, resyncDelay: 60 },
    });
    expect((await get(account))["notifyFrom"]).toBeNull();
    const { body } = await post({ account, name: "y", imap: { host: "imap2.example.com", port: 143 } });
    expect(body).toEqual({ account, state: "existing" });
    const after = await get(account);
    expect(after).toMatchObject({ name: "y", logs: false, copy: true, webhooks, state: "connecting" });
    expect(after["imap"]).toEqual({ host: "imap2.example.com", port: 143, secure: false, resyncDelay: 900 });
    expect(after["notifyFrom"]).not.toBeNull();
  });

  it("reads the mailboxes to watch in every form", async () => {
    for (const [path, shown] of [
      ["INBOX", ["INBOX"]],
      [
        ["INBOX", "\\Sent"],
        ["INBOX", "\\Sent"],
      ],
      [null, "*"],
      [[], "*"],
      ["*", "*"],
      [["*"], "*"],
    ] as const) {
      const account = newAccountId();
      await post({ account, name: "x", path });
      expect((await get(account))["path"]).toEqual(shown);
    }
  });

  it("fixes the indexer that the setting asks for now", async () => {
    await gateway.set({ imapIndexer: "fast" });
    const account = newAccountId();
    await post({ account, name: "x", imap: IMAP });
    await gateway.set({ imapIndexer: null });
    expect((await get(account))["imapIndexer"]).toBe("fast");
    const other = newAccountId();
    await post({ account: other, name: "x", imap: IMAP, imapIndexer: null });
    expect((await get(other))["imapIndexer"]).toBe("full");
  });

  it("clears by empty strings", async () => {
    const account = newAccountId();
    const set = {
      webhooks: "https://a.example.com/",
      proxy: "socks5://p.example.com:1080",
      smtpEhloName: "a.example.com",
    };
    await post({ account, name: "x", ...set });
    expect(await get(account)).toMatchObject(set);
    await post({ account, name: "x", webhooks: "", proxy: "", smtpEhloName: "" });
    const body = await get(account);
    for (const key of Object.keys(set)) expect(body).not.toHaveProperty(key);
  });

  it("gives a login that was stopped a new chance", async () => {
    const account = newAccountId();
    await post({ account, name: "x", imap: IMAP });
    await gateway.storage.sql.updateTable("accounts").set({ authFailingSince: 1 }).where("id", "=", account).execute();
    await post({ account, name: "x", imap: IMAP });
    expect((await findAccount(gateway.storage, account))?.authFailingSince).toBeNull();
  });

  it.each([
    [{ imap: { ...IMAP, auth: { user: "a", pass: "******" } } }, "body.imap.auth.pass"],
    [{ smtp: { ...IMAP, auth: { user: "a", accessToken: "******" } } }, "body.smtp.auth.accessToken"],
    [{ webhooks: "https://******:******@example.com/" }, "body.webhooks"],
    [{ proxy: "socks5://******:******@example.com" }, "body.proxy"],
    [{ webhooksCustomHeaders: [{ key: "a", value: "******" }] }, "body.webhooksCustomHeaders"],
    [{ imap: { host: "imap.example.com", port: 993, useAuthServer: true } }, "body.imap.useAuthServer"],
    [{ oauth2: { provider: "gmail", auth: { user: "a" } } }, "body.oauth2.provider"],
  ])("refuses what can't work: %j", async (more, path) => {
    const account = newAccountId();
    const { status, body } = await post({ account, name: "x", ...more });
    expect({ status, paths: (body["fields"] as { path: string }[]).map((field) => field.path) }).toEqual({
      status: 400,
      paths: [path],
    });
    expect((await gateway.call("GET", `/v1/account/${account}`)).status).toBe(404);
  });

  it("keeps secrets out of the database in the clear", async () => {
    const account = newAccountId();
    await post({
      account,
      name: "x",
      imap: { ...IMAP, auth: { user: "ada", pass: "pass-in-the-clear" } },
      proxy: "http://u:proxy-in-the-clear@p.example.com",
      webhooksCustomHeaders: [{ key: "a", value: "header-in-the-clear" }],
    });
    const row = await gateway.storage.sql.selectFrom("accounts").selectAll().where("id", "=", account).execute();
    expect(JSON.stringify(row)).not.toContain("in-the-clear");
    expect((await findAccount(gateway.storage, account))?.settings.imap?.auth).toMatchObject({
      pass: "pass-in-the-clear",
    });
  });
});
