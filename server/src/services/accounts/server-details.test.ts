import type { ServerDetails } from "@posthorn/contracts/server-details";
import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../testing.ts";

/** For what happens by itself, on a machine that is busy. */
const SOON = { timeout: 30_000 };

describe.runIf(canRunDovecot()).each(TEST_ENGINES)("what mail servers say of themselves, on %s", (engine) => {
  let gateway: TestGateway;
  let dovecot: Dovecot;
  let sink: SmtpSink;
  beforeAll(async () => {
    dovecot = await startDovecot();
    sink = await startSmtpSink({ auth: { user: "ada", pass: dovecot.password } });
    gateway = await createTestGateway(engine, { hasRealMail: true });
  });
  afterAll(async () => {
    await gateway?.close();
    await sink?.close();
    await dovecot?.stop();
  });

  const server = ({ host, port }: { host: string; port: number }, user: string) => ({
    host,
    port,
    secure: false,
    requireTLS: false,
    auth: { user, pass: dovecot.password },
  });
  const detailsOf = async (account: string) =>
    (await gateway.call("GET", `/v1/account/${account}/server-details`)).body as unknown as ServerDetails;

  it("is known from the last login and the last mail, and outlives a flush", async () => {
    const account = await gateway.addAccount({
      account: newAccountId("ada"),
      imap: server(dovecot, "ada"),
      smtp: server(sink, "ada"),
      subconnections: ["\\Sent"],
    });
    await gateway.waitForState(account, "connected");
    const { imap, smtp } = await detailsOf(account);
    expect(smtp).toBeNull();
    expect(imap).toMatchObject({ host: dovecot.host, id: { name: "Dovecot" }, authMethod: "PLAIN" });
    expect(imap?.capabilities).toEqual(expect.arrayContaining(["IMAP4rev1", "IDLE"]));
    expect(imap?.authMethods).toContain("PLAIN");
    await expect
      .poll(async () => (await detailsOf(account)).subconnections, SOON)
      .toEqual([{ path: "Sent", state: "listening", since: expect.any(String) as string }]);

    const mail = { to: { address: "bob@example.net" }, subject: "x", text: "y" };
    expect((await gateway.call("POST", `/v1/account/${account}/submit`, mail)).status).toBe(200);
    await expect
      .poll(async () => (await detailsOf(account)).smtp, SOON)
      .toMatchObject({
        host: sink.host,
        authMethods: expect.arrayContaining(["PLAIN"]) as string[],
        authMethod: "PLAIN",
      });
    const known = (await detailsOf(account)).smtp;
    expect(known?.extensions.length).toBeGreaterThan(0);
    expect(known?.extensions.join(" ")).not.toMatch(/AUTH/);

    await gateway.call("PUT", `/v1/account/${account}/flush`, { flush: true });
    await expect.poll(async () => (await detailsOf(account)).imap?.seenAt, SOON).not.toBe(imap?.seenAt);
    expect((await detailsOf(account)).smtp).toEqual(known);
  });

  it("is nothing before a first login, and not told of an account that is not there", async () => {
    const account = await gateway.addAccount({ imap: false, smtp: false });
    expect(await detailsOf(account)).toEqual({ account, imap: null, smtp: null, subconnections: [] });
    expect((await gateway.call("GET", "/v1/account/nobody/server-details")).status).toBe(404);
  });
});
