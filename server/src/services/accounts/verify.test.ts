import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { startProxy } from "@posthorn/fakes/proxies";
import { type Relay, startRelay } from "@posthorn/fakes/relay";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.runIf(canRunDovecot())("POST /v1/verifyAccount", () => {
  let gateway: TestGateway;
  let dovecot: Dovecot;
  let sink: SmtpSink;
  beforeAll(async () => {
    [dovecot, sink] = await Promise.all([
      startDovecot({ tls: true }),
      startSmtpSink({ auth: { user: "ada", pass: "secret" } }),
    ]);
    gateway = await createTestGateway("sqlite", { start: false });
  });
  afterAll(async () => {
    await gateway?.close();
    await sink?.close();
    await dovecot?.stop();
  });

  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  const auth = { user: "ada", pass: "secret" };
  const tls = { rejectUnauthorized: false };
  const imap = (more: object = {}) => ({ host: dovecot.host, port: dovecot.tlsPort, secure: true, tls, auth, ...more });
  const smtp = (more: object = {}) => ({ host: sink.host, port: sink.port, requireTLS: false, auth, ...more });
  async function verify(body: object, more = {}): Promise<Record<string, unknown>> {
    const answer = await gateway.call("POST", "/v1/verifyAccount", body, more);
    expect(answer.status).toBe(200);
    return answer.body;
  }

  it("tries IMAP and SMTP, and tells nothing of what was not sent", async () => {
    expect(await verify({ imap: imap(), smtp: smtp() })).toEqual({ imap: { success: true }, smtp: { success: true } });
    expect(await verify({ imap: imap() })).toEqual({ imap: { success: true } });
    expect(await verify({ smtp: smtp(), imap: false })).toEqual({ smtp: { success: true } });
    expect(await verify({})).toEqual({});
    expect((await gateway.call("GET", "/v1/accounts")).body).toMatchObject({ total: 0 });
  });

  it("lists the mailboxes when it is asked to", async () => {
    await dovecot.deliver("ada", "Subject: x\r\n\r\nx\r\n", "Lists/Dev");
    const { mailboxes } = await verify({ imap: imap(), mailboxes: true });
    const told = { delimiter: "/", listed: true };
    for (const mailbox of [
      { ...told, path: "Sent", name: "Sent", subscribed: true, specialUse: "\\Sent", specialUseSource: "extension" },
      { ...told, path: "Lists/Dev", parentPath: "Lists", name: "Dev", subscribed: false },
    ])
      expect(mailboxes).toContainEqual(expect.objectContaining(mailbox));
    expect(await verify({ imap: imap({ auth: { user: "ada", pass: "x" } }), mailboxes: true })).not.toHaveProperty(
      "mailboxes",
    );
  });

  it("does not try IMAP that is switched off", async () => {
    expect(await verify({ imap: { disabled: true }, smtp: smtp() })).toEqual({ smtp: { success: true } });
  });

  it("tells what the servers say to a wrong password", async () => {
    const wrong = { user: "ada", pass: "wrong" };
    expect(await verify({ imap: imap({ auth: wrong }), smtp: smtp({ auth: wrong }) })).toEqual({
      imap: {
        success: false,
        error: expect.any(String) as string,
        code: "AUTHENTICATIONFAILED",
        responseText: expect.any(String) as string,
      },
      smtp: {
        success: false,
        error: expect.any(String) as string,
        code: "EAUTH",
        statusCode: 535,
        responseText: expect.stringContaining("535") as string,
      },
    });
  });

  it("tells what is wrong with the way there", async () => {
    const unused = await listening();
    const { port } = unused.address() as AddressInfo;
    await new Promise((done) => unused.close(done));
    closers.pop();
    expect(await verify({ imap: imap({ port }), smtp: smtp({ port }) })).toMatchObject({
      imap: { success: false, code: "ECONNREFUSED" },
      smtp: { success: false, code: "ESOCKET" },
    });
    const host = "nowhere.invalid";
    expect(await verify({ imap: imap({ host }), smtp: smtp({ host }) })).toMatchObject({
      imap: { success: false, code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string },
      smtp: { success: false, code: "EDNS" },
    });
    expect(await verify({ imap: imap({ port: dovecot.port }), smtp: smtp({ secure: true }) })).toMatchObject({
      imap: { success: false, code: expect.stringMatching(/^ERR_SSL_/) as string },
      smtp: { success: false, code: "ESOCKET" },
    });
    expect(await verify({ imap: imap({ tls: {} }) })).toMatchObject({
      imap: { success: false, code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
    });
  });

  it("goes on without TLS only when that is allowed", async () => {
    const plain = await startDovecot();
    closers.push(() => plain.stop());
    const at = { port: plain.port, secure: false };
    expect(await verify({ imap: imap(at), smtp: smtp({ requireTLS: true }) })).toMatchObject({
      imap: { success: false, error: expect.stringContaining("does not support STARTTLS") as string },
      smtp: { success: false, code: "ETLS" },
    });
    expect(await verify({ imap: imap({ ...at, requireTLS: false }) })).toEqual({ imap: { success: true } });
  });

  it("gives up on servers that say nothing", async () => {
    const silent = await listening();
    const { port } = silent.address() as AddressInfo;
    const short = await createTestGateway("sqlite", { start: false, env: { POSTHORN_TIMEOUT: "200ms" } });
    closers.push(() => short.close());
    const { status, body } = await short.call("POST", "/v1/verifyAccount", {
      imap: imap({ port, secure: false }),
      smtp: smtp({ port }),
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      imap: { success: false, code: "ETIMEDOUT" },
      smtp: { success: false, code: "ETIMEDOUT" },
    });
  });

  describe("through a proxy", () => {
    async function proxyWith(instead?: "refuse") {
      const proxy = await startProxy({ speaks: "socks", ...(instead && { instead }) });
      closers.push(() => proxy.close());
      return { asked: proxy.asked, url: `socks5://eve:topsecret@${proxy.host}:${proxy.port}` };
    }

    it("takes the given one before that of the settings", async () => {
      const given = await proxyWith();
      const general = await proxyWith();
      await gateway.set({ proxyEnabled: true, proxyUrl: general.url });
      closers.push(() => gateway.set({ proxyEnabled: null, proxyUrl: null }));
      const success = { imap: { success: true }, smtp: { success: true } };
      expect(await verify({ imap: imap(), smtp: smtp() })).toEqual(success);
      expect([given.asked.length, general.asked.length]).toEqual([0, 2]);
      expect(await verify({ imap: imap(), smtp: smtp(), proxy: given.url })).toEqual(success);
      expect([given.asked.length, general.asked.length]).toEqual([2, 2]);
    });

    it("names one that refuses, without its password", async () => {
      const { url } = await proxyWith("refuse");
      const body = await verify({ imap: imap(), smtp: smtp(), proxy: url });
      const named = expect.stringContaining("The proxy socks5://******:******@127.0.0.1") as string;
      expect(body).toMatchObject({ imap: { success: false, error: named }, smtp: { success: false, error: named } });
      expect(JSON.stringify([body, gateway.logs])).not.toContain("topsecret");
    });
  });

  describe("from this machine", () => {
    async function relayed(server: { host: string; port: number }): Promise<Relay> {
      const relay = await startRelay(server);
      closers.push(() => relay.close());
      return relay;
    }

    it("leaves from the address of the settings, and tells the given EHLO name", async () => {
      await gateway.set({ localAddresses: ["127.0.0.2"], imapStrategy: "dedicated", smtpStrategy: "random" });
      closers.push(() => gateway.set({ localAddresses: null, imapStrategy: null, smtpStrategy: null }));
      const incoming = await relayed({ host: dovecot.host, port: dovecot.tlsPort ?? 0 });
      const outgoing = await relayed(sink);
      await verify({
        imap: imap({ port: incoming.port }),
        smtp: smtp({ port: outgoing.port }),
        smtpEhloName: "ehlo.example.test",
      });
      expect([...incoming.connections, ...outgoing.connections].map(({ from }) => from)).toEqual([
        "127.0.0.2",
        "127.0.0.2",
      ]);
      expect(outgoing.connections[0]?.sent).toMatch(/^EHLO ehlo\.example\.test\r\n/);
    });

    it("says who we are by the settings", async () => {
      await gateway.set({ imapClientName: "Example", imapClientVersion: "7", imapClientVendor: "Example Ltd" });
      closers.push(() => gateway.set({ imapClientName: null, imapClientVersion: null, imapClientVendor: null }));
      const plain = await startDovecot();
      closers.push(() => plain.stop());
      const relay = await relayed(plain);
      await verify({ imap: imap({ port: relay.port, secure: false, requireTLS: false }) });
      expect(relay.connections[0]?.sent).toContain('ID ("name" "Example" "version" "7" "vendor" "Example Ltd")');
    });
  });

  it("is for tokens that may set accounts up, and a narrowed one may name no proxy", async () => {
    const token = await gateway.issue({ permissions: { grants: [{ action: "read", group: "provisioning" }] } });
    expect(await verify({ smtp: smtp() }, { token })).toEqual({ smtp: { success: true } });
    const call = (body: object) => gateway.call("POST", "/v1/verifyAccount", body, { token });
    expect((await call({ smtp: smtp(), proxy: "socks5://127.0.0.1:1" })).status).toBe(403);
    const other = await gateway.issue({ permissions: { grants: [{ action: "read", group: "account" }] } });
    expect((await gateway.call("POST", "/v1/verifyAccount", {}, { token: other })).status).toBe(403);
  });

  it("sets the addresses of this machine for no narrowed token", async () => {
    const token = await gateway.issue({
      permissions: { actions: ["read", "write"], groups: ["settings"] },
    });
    const body = { localAddresses: ["127.0.0.2"] };
    expect((await gateway.call("POST", "/v1/settings", body, { token })).status).toBe(403);
    expect((await gateway.call("GET", "/v1/settings?localAddresses=true", undefined, { token })).status).toBe(403);
    expect((await gateway.call("POST", "/v1/settings", { imapStrategy: "random" }, { token })).status).toBe(200);
    expect((await gateway.call("POST", "/v1/settings", { imapStrategy: null })).status).toBe(200);
    expect((await gateway.call("POST", "/v1/settings", { localAddresses: ["nowhere"] })).status).toBe(400);
  });

  /** Takes connections and says nothing. */
  async function listening(): Promise<Server> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => {}));
      socket.resume();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closers.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(done));
    });
    return server;
  }
});
