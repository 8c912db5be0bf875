import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { makeCertificate } from "@posthorn/fakes/certificate";
import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type ProxyOptions, startProxy } from "@posthorn/fakes/proxies";
import { type Relay, startRelay } from "@posthorn/fakes/relay";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { ImapSettings, MailAccount } from "../../core/mail-backend.ts";
import { createLocalAddresses, type LocalAddressSettings } from "../local-addresses.ts";
import { type ConnectionTools, DEFAULT_TIMEOUTS, openConnection } from "./connection.ts";
import { imapAccount } from "./testing.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const toolsWith = (
  addresses: Partial<LocalAddressSettings> = {},
  more: Partial<ConnectionTools> = {},
): ConnectionTools => ({
  log: silentLog,
  timeouts: DEFAULT_TIMEOUTS,
  clientInfo: () => ({
    name: "Test",
    version: "1.2",
    vendor: "Example Ltd",
    "support-url": "https://example.test/help",
  }),
  localAddresses: createLocalAddresses({
    settings: () => ({ addresses: [], imap: "default", smtp: "default", ...addresses }),
    reverse: async () => [],
  }),
  ...more,
});

describe.runIf(canRunDovecot())("a connection", () => {
  let plain: Dovecot;
  let secured: Dovecot;
  beforeAll(async () => {
    plain = await startDovecot({ compress: true });
    secured = await startDovecot({ tls: true });
  });
  afterAll(async () => {
    await plain?.stop();
    await secured?.stop();
  });
  const tls = { rejectUnauthorized: false };

  const accountAt = (more: Partial<ImapSettings> = {}, rest: Partial<MailAccount> = {}): MailAccount => {
    const account = imapAccount({ ...plain, user: "ada" });
    return { ...account, ...rest, imap: { ...(account.imap as ImapSettings), ...more } };
  };

  async function relayed(port = plain.port): Promise<Relay> {
    const relay = await startRelay({ host: plain.host, port });
    closers.push(() => relay.close());
    return relay;
  }

  async function open(account: MailAccount, purpose: "watch" | "request" = "request", tools = toolsWith()) {
    const client = await openConnection(account, purpose, tools);
    closers.push(() => client.close());
    return client;
  }

  it("leaves from the address that the strategy chooses, with TLS and without", async () => {
    const tools = toolsWith({ addresses: ["127.0.0.2"], imap: "dedicated" });
    for (const [port, secure] of [
      [plain.port, false],
      [secured.tlsPort ?? 0, true],
    ] as const) {
      const relay = await relayed(port);
      await open(accountAt({ port: relay.port, secure, tls }), "watch", tools);
      await open(accountAt({ port: relay.port, secure, tls }), "request", tools);
      expect(relay.connections.map(({ from }) => from)).toEqual(["127.0.0.2", "127.0.0.2"]);
    }
  });

  it("goes where the settings say, whatever stands among the TLS options", async () => {
    const relay = await relayed();
    await open(
      accountAt({
        port: relay.port,
        tls: { host: "192.0.2.1", port: 1, path: "/dev/null", localAddress: "192.0.2.1" },
      }),
    );
    expect(relay.connections).toHaveLength(1);
  });

  it("keeps within the bounds for outgoing connections, by whatever name, through a proxy, too", async () => {
    const proxy = await startProxy({ speaks: "socks" });
    closers.push(() => proxy.close());
    const relay = await relayed();
    for (const host of ["127.0.0.1", "localhost"])
      for (const more of [{}, { proxy: `socks5://${proxy.host}:${proxy.port}` }]) {
        const account = accountAt({ host, port: relay.port }, more);
        await expect(open(account, "request", toolsWith({}, { egressPolicy: "private" }))).rejects.toMatchObject({
          reason: "connection",
          serverResponseCode: "EEGRESSBLOCKED",
        });
      }
    expect(relay.connections).toEqual([]);
    expect(proxy.asked).toEqual([]);
    await open(accountAt({ port: relay.port }), "request", toolsWith({}, { egressPolicy: "link-local" }));
    expect(relay.connections).toHaveLength(1);
  });

  it("tells who we are (RFC 2971)", async () => {
    const relay = await relayed();
    for (const purpose of ["watch", "request"] as const) await open(accountAt({ port: relay.port }), purpose);
    for (const { sent } of relay.connections)
      expect(sent).toContain(
        'ID ("name" "Test" "version" "1.2" "vendor" "Example Ltd" "support-url" "https://example.test/help")',
      );
  });

  it("is compressed for requests, unless that is switched off, and never for watching (RFC 4978)", async () => {
    const relay = await relayed();
    const account = accountAt({ port: relay.port });
    const client = await open(account, "request");
    // What follows is compressed, and works.
    expect((await client.list()).map(({ path }) => path)).toContain("INBOX");
    await open(account, "watch");
    await open(account, "request", toolsWith({}, { disableCompression: true }));
    expect(relay.connections.map(({ sent }) => sent.includes("COMPRESS DEFLATE"))).toEqual([true, false, false]);
  });

  describe("through a proxy", () => {
    async function proxyAt(scheme: string, options: Partial<ProxyOptions> = {}) {
      const proxy = await startProxy({ speaks: scheme.startsWith("http") ? "http" : "socks", ...options });
      closers.push(() => proxy.close());
      return { ...proxy, at: (login = "") => `${scheme}://${login}${proxy.host}:${proxy.port}` };
    }

    const SCHEMES = ["http", "socks", "socks5", "socks4", "socks4a"];

    it.each(SCHEMES)("of %s logs in, in the clear, with TLS and with STARTTLS", async (scheme) => {
      const proxy = await proxyAt(scheme, { login: { user: "ada@x", password: "s:1%" } });
      const host = scheme === "socks4a" ? "localhost" : "127.0.0.1";
      const withTls = { port: secured.tlsPort ?? 0, secure: true, tls };
      for (const more of [{}, withTls, { port: secured.port, requireTLS: true, tls }]) {
        const client = await open(accountAt({ host, ...more }, { proxy: proxy.at("ada%40x:s%3A1%25@") }));
        expect(client.usable).toBe(true);
        expect(client.secureConnection).toBe("tls" in more);
      }
      expect(proxy.asked).toHaveLength(3);
    });

    it.each(SCHEMES)("of %s still checks the server's certificate", async (scheme) => {
      const proxy = await proxyAt(scheme);
      for (const more of [{ port: secured.tlsPort ?? 0, secure: true }, { port: secured.port }])
        await expect(open(accountAt(more, { proxy: proxy.at() }))).rejects.toMatchObject({
          reason: "connection",
          serverResponseCode: "DEPTH_ZERO_SELF_SIGNED_CERT",
        });
    });

    it.each(
      SCHEMES.filter((scheme) => scheme !== "socks").flatMap((scheme) =>
        (["refuse", "nonsense", "hang"] as const).map((instead) => [scheme, instead] as const),
      ),
    )("of %s that answers with %s fails, and names the proxy without its password", async (scheme, instead) => {
      const proxy = await proxyAt(scheme, { instead });
      const tools = toolsWith({}, { timeouts: { ...DEFAULT_TIMEOUTS, ...(instead === "hang" && { connectMs: 100 }) } });
      const failure = open(accountAt({}, { proxy: proxy.at("ada:secret@") }), "watch", tools);
      const error = await failure.catch((caught: Error) => caught);
      expect(error).toMatchObject({
        name: "ConnectFailure",
        reason: "connection",
        message: expect.stringContaining(`The proxy ${proxy.at("******:******@")}`) as string,
        ...(instead === "hang" && { serverResponseCode: "ETIMEDOUT" }),
      });
      expect((error as Error).message).not.toContain("secret");
    });

    it("that is not there fails, and names it", async () => {
      const proxy = await proxyAt("socks5");
      await proxy.close();
      closers.length = 0;
      await expect(open(accountAt({}, { proxy: proxy.at() }))).rejects.toMatchObject({
        message: expect.stringContaining(`The proxy ${proxy.at()}`) as string,
      });
    });

    it("is given up with its caller", async () => {
      for (const scheme of ["http", "socks5"]) {
        const proxy = await proxyAt(scheme, { instead: "hang" });
        const caller = new AbortController();
        const opening = openConnection(accountAt({}, { proxy: proxy.at() }), "request", toolsWith(), caller.signal);
        caller.abort();
        await expect(opening).rejects.toMatchObject({ name: "ConnectFailure" });
      }
    });
  });
});

describe("an old version of TLS", () => {
  it("is spoken only by an account that asks for it", async () => {
    const server = createTlsServer({
      ...makeCertificate(["127.0.0.1"]),
      maxVersion: "TLSv1.1",
      minVersion: "TLSv1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    server.on("secureConnection", (socket) => {
      socket.on("error", () => socket.destroy());
      socket.end("* BYE you made it this far\r\n");
    });
    server.on("tlsClientError", () => {});
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closers.push(() => new Promise((done) => server.close(done)));
    const { port } = server.address() as AddressInfo;
    const account = imapAccount({ host: "127.0.0.1", port, user: "ada", password: "x" });
    const connect = (tls: Record<string, unknown>) =>
      openConnection(
        { ...account, ignoreMailCertErrors: true, imap: { ...(account.imap as ImapSettings), secure: true, tls } },
        "request",
        toolsWith(),
      );
    await expect(connect({})).rejects.toMatchObject({
      serverResponseCode: expect.stringMatching(/^ERR_SSL_.*VERSION/) as string,
    });
    await expect(connect({ minVersion: "TLSv1" })).rejects.toMatchObject({
      message: expect.stringContaining("you made it this far") as string,
    });
  });
});

it("does not wait for ever for a server that says nothing", async () => {
  const silent = createServer((socket) => void socket.resume()).listen(0, "127.0.0.1");
  await once(silent, "listening");
  closers.push(() => new Promise((done) => silent.close(done)));
  const { port } = silent.address() as AddressInfo;
  const tools = toolsWith({}, { timeouts: { ...DEFAULT_TIMEOUTS, setupMs: 100 } });
  const account = imapAccount({ host: "127.0.0.1", port, user: "ada", password: "x" });
  await expect(openConnection(account, "request", tools)).rejects.toMatchObject({ serverResponseCode: "ETIMEDOUT" });
});
