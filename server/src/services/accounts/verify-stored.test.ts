import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.runIf(canRunDovecot()).each(TEST_ENGINES)("POST /v1/account/{account}/verify on %s", (engine) => {
  let gateway: TestGateway;
  let dovecot: Dovecot;
  let sink: SmtpSink;
  let account: string;
  beforeAll(async () => {
    [dovecot, sink] = await Promise.all([startDovecot(), startSmtpSink({ auth: { user: "ada", pass: "secret" } })]);
    gateway = await createTestGateway(engine, { start: false });
    const auth = { user: "ada", pass: dovecot.password };
    account = await gateway.addAccount({
      imap: { host: dovecot.host, port: dovecot.port, requireTLS: false, auth },
      smtp: { host: sink.host, port: sink.port, requireTLS: false, auth: { user: "ada", pass: "secret" } },
    });
  });
  afterAll(async () => {
    await gateway?.close();
    await sink?.close();
    await dovecot?.stop();
  });

  const verify = (body: object, more = {}) => gateway.call("POST", `/v1/account/${account}/verify`, body, more);

  it("tries what is stored, and lists the mailboxes when it is asked to", async () => {
    expect((await verify({})).body).toEqual({ imap: { success: true }, smtp: { success: true } });
    const { mailboxes } = (await verify({ mailboxes: true })).body;
    expect(mailboxes).toContainEqual(expect.objectContaining({ path: "INBOX" }));
  });

  it("tries changes with the stored password, and stores nothing", async () => {
    const before = (await gateway.call("GET", `/v1/account/${account}`)).body;
    const wrong = { partial: true, auth: { pass: "wrong" } };
    expect((await verify({ imap: wrong, smtp: { partial: true, secure: true } })).body).toMatchObject({
      imap: { success: false, code: "AUTHENTICATIONFAILED" },
      smtp: { success: false, code: "ESOCKET" },
    });
    expect((await verify({ imap: { partial: true, resyncDelay: 60 }, smtp: false })).body).toEqual({
      imap: { success: true },
    });
    expect((await gateway.call("GET", `/v1/account/${account}`)).body).toEqual(before);
  });

  it("refuses what a change would refuse", async () => {
    expect((await verify({ imap: { auth: { user: "ada", pass: "x" } } })).body).toMatchObject({
      fields: [{ path: "body.imap.host" }, { path: "body.imap.port" }],
    });
    const nobody = await gateway.call("POST", "/v1/account/nobody/verify", {});
    expect([nobody.status, nobody.body["code"]]).toEqual([404, "AccountNotFound"]);
  });

  it("lets no narrowed token lead stored logins through a proxy", async () => {
    const token = await gateway.issue({ permissions: { actions: ["write"], groups: ["provisioning"] } });
    expect((await verify({}, { token })).status).toBe(200);
    expect((await verify({ proxy: "socks5://proxy.example.com:1080" }, { token })).status).toBe(403);
    const reader = await gateway.issue({ permissions: { actions: ["read"], groups: ["provisioning"] } });
    expect((await verify({}, { token: reader })).status).toBe(403);
  });
});
