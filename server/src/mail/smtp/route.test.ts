import { makeCertificate } from "@posthorn/fakes/certificate";
import { fakeDns } from "@posthorn/fakes/dns";
import { type ProxyOptions, startProxy } from "@posthorn/fakes/proxies";
import { type Relay, startRelay } from "@posthorn/fakes/relay";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { networkInterfaces } from "node:os";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { MailAccount, OutgoingMessage } from "../../core/mail-backend.ts";
import type { EgressPolicy } from "../../net/egress.ts";
import { createLocalAddresses, type LocalAddressSettings } from "../local-addresses.ts";
import { createSmtpSender, type SmtpSender } from "./sender.ts";
import { routeOf } from "./route.ts";
import { verifySmtp } from "./verify.ts";

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === "::1");
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

let sink: SmtpSink;
let relay: Relay;
beforeAll(async () => {
  sink = await startSmtpSink();
});
afterAll(() => sink.close());
beforeEach(async () => {
  relay = await startRelay(sink);
  closers.push(() => relay.close());
  sink.received.length = 0;
});

const ptr = { "127.0.0.2": ["second.example.test"] };
const addressesWith = (more: Partial<LocalAddressSettings> = {}) =>
  createLocalAddresses({
    settings: () => ({ addresses: [], imap: "default", smtp: "default", ...more }),
    reverse: fakeDns({ ptr }).reverse,
  });

function senderWith(more: Partial<LocalAddressSettings> = {}, egressPolicy: EgressPolicy = "off"): SmtpSender {
  const sender = createSmtpSender({ log: silentLog, localAddresses: addressesWith(more), egressPolicy });
  closers.push(() => sender.close());
  return sender;
}

const settingsAt = ({ host, port }: { host: string; port: number }) => ({
  host,
  port,
  secure: false,
  requireTLS: false,
  auth: null,
  tls: {},
});

const account = (more: Partial<MailAccount> = {}, host = "127.0.0.1"): MailAccount => ({
  id: "a",
  email: "a@example.test",
  path: null,
  subconnections: [],
  proxy: undefined,
  smtpEhloName: undefined,
  defaultEhloName: "default.example.test",
  imapIndexer: "full",
  imap: null,
  smtp: settingsAt({ host, port: relay.port }),
  ignoreMailCertErrors: false,
  ...more,
});

const mail = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  content: Buffer.from("Subject: x\r\n\r\nhello\r\n"),
  envelope: { from: "a@example.test", to: ["b@example.test"] },
  beforeHandOff: async () => {},
  ...more,
});

const cameFrom = () => relay.connections.map(({ from }) => from);

describe("the local address", () => {
  it("is left to the system by default, pool or not", async () => {
    const receipt = await senderWith({ addresses: ["127.0.0.2"] }).send(account(), mail(), {});
    expect(cameFrom()).toEqual(["127.0.0.1"]);
    expect(receipt.networkRouting).toBeNull();
    expect(sink.received[0]?.ehlo).toBe("default.example.test");
  });

  it("is the account's own, and so is the name that belongs to it", async () => {
    const sender = senderWith({ addresses: ["127.0.0.2", "192.0.2.1"], smtp: "dedicated" });
    const receipt = await sender.send(account(), mail(), {});
    expect(cameFrom()).toEqual(["127.0.0.2"]);
    expect(receipt.networkRouting).toEqual({ localAddress: "127.0.0.2", name: "second.example.test" });
    expect(sink.received[0]?.ehlo).toBe("second.example.test");
    await sender.send(account({ smtpEhloName: "own.example.test" }), mail(), {});
    expect(sink.received[1]?.ehlo).toBe("own.example.test");
  });

  it.runIf(hasIPv6)("may be of IPv6", async () => {
    const sender = senderWith({ addresses: ["127.0.0.2", "::1"], smtp: "random" });
    await sender.send(account({}, "::1"), mail(), {});
    expect(cameFrom()).toEqual(["::1"]);
  });

  it("is the one that a message asks for, if this machine has it", async () => {
    const sender = senderWith({ addresses: ["127.0.0.2"], smtp: "dedicated" });
    const receipt = await sender.send(account(), mail({ localAddress: "127.0.0.3" }), {});
    expect(receipt.networkRouting).toEqual({ localAddress: "127.0.0.3", name: "default.example.test" });
    const other = await sender.send(account(), mail({ localAddress: "192.0.2.1" }), {});
    expect(other.networkRouting).toEqual({
      localAddress: "127.0.0.2",
      name: "second.example.test",
      requestedLocalAddress: "192.0.2.1",
    });
    expect(cameFrom()).toEqual(["127.0.0.3", "127.0.0.2"]);
  });
});

describe("a proxy", () => {
  async function proxyAt(scheme: string, options: Partial<ProxyOptions> = {}) {
    const speaks = scheme.startsWith("http") ? "http" : "socks";
    const tls = scheme === "https" ? { tls: makeCertificate(["127.0.0.1"]) } : {};
    const proxy = await startProxy({ speaks, ...tls, ...options });
    closers.push(() => proxy.close());
    return { ...proxy, at: (login = "") => `${scheme}://${login}${proxy.host}:${proxy.port}` };
  }

  // SOCKS4 has no passwords.
  it.each(["http", "socks", "socks5", "socks4a", "socks4"])("of %s is gone through, with its login", async (scheme) => {
    const proxy = await proxyAt(scheme, { login: { user: "ada@x", password: "s:1%" } });
    const receipt = await senderWith({ addresses: ["127.0.0.2"], smtp: "dedicated" }).send(
      account({ proxy: proxy.at("ada%40x:s%3A1%25@") }, scheme === "socks4a" ? "localhost" : "127.0.0.1"),
      mail(),
      {},
    );
    expect(proxy.asked).toHaveLength(1);
    expect(sink.received).toHaveLength(1);
    expect(receipt.networkRouting).toEqual({
      proxy: expect.stringContaining("******:******@127.0.0.1") as string,
      name: "default.example.test",
    });
  });

  it("of https is gone through when its certificate can be trusted, or need not be", async () => {
    const proxy = await proxyAt("https");
    await expect(senderWith().send(account({ proxy: proxy.at() }), mail(), {})).rejects.toMatchObject({
      code: "ECONNECTION",
    });
    await senderWith().send(account({ proxy: proxy.at(), ignoreMailCertErrors: true }), mail(), {});
    expect(proxy.asked).toHaveLength(1);
  });

  it.each([
    ["http", "implicit"],
    ["socks5", "implicit"],
    ["socks5", "starttls"],
  ] as const)("of %s is gone through with TLS (%s)", async (scheme, tls) => {
    const proxy = await proxyAt(scheme);
    const secured = await startSmtpSink({ tls });
    closers.push(() => secured.close());
    const smtp = { ...settingsAt(secured), secure: tls === "implicit", requireTLS: true };
    await senderWith().send(account({ proxy: proxy.at(), smtp, ignoreMailCertErrors: true }), mail(), {});
    expect(secured.received[0]).toMatchObject({ secure: true });
    await expect(senderWith().send(account({ proxy: proxy.at(), smtp }), mail(), {})).rejects.toMatchObject({
      message: expect.stringContaining("certificate") as string,
    });
  });

  it("of a message comes before that of the account", async () => {
    const proxy = await proxyAt("socks5");
    const other = await proxyAt("http", { instead: "refuse" });
    await senderWith().send(account({ proxy: other.at() }), mail({ proxy: proxy.at() }), {});
    expect([proxy.asked.length, other.asked.length]).toEqual([1, 0]);
  });

  it.each([
    ["http", "refuse"],
    ["http", "nonsense"],
    ["socks5", "refuse"],
    ["socks5", "nonsense"],
    ["socks4", "refuse"],
  ] as const)("of %s that answers with %s is named, and its password is not", async (scheme, instead) => {
    const proxy = await proxyAt(scheme, { instead });
    const named = {
      code: "ECONNECTION",
      message: expect.stringContaining(`The proxy ${proxy.at("******:******@")}`) as string,
    };
    const from = account({ proxy: proxy.at("ada:secret@") });
    const failure = await senderWith()
      .send(from, mail(), {})
      .catch((error: Error) => error);
    expect(failure).toMatchObject(named);
    expect((failure as Error).message).not.toContain("secret");
    const route = await routeOf(from, from.smtp as NonNullable<MailAccount["smtp"]>, addressesWith());
    const result = await verifySmtp(route);
    expect(result).toEqual({ success: false, error: named.message, code: "ECONNECTION" });
  });
});

describe("bounds for outgoing connections", () => {
  it("keep everything away from private addresses, by whatever name, through a proxy, too", async () => {
    const proxy = await startProxy({ speaks: "socks" });
    closers.push(() => proxy.close());
    const sender = senderWith({}, "private");
    for (const host of ["127.0.0.1", "localhost"])
      for (const more of [{}, { proxy: `socks5://${proxy.host}:${proxy.port}` }]) {
        const from = account(more, host);
        await expect(sender.send(from, mail(), {})).rejects.toMatchObject({
          code: "ECONNECTION",
          message: expect.stringContaining("are not allowed") as string,
        });
        const route = await routeOf(from, from.smtp as NonNullable<MailAccount["smtp"]>, addressesWith());
        expect(await verifySmtp(route, { egressPolicy: "private" })).toMatchObject({ code: "ECONNECTION" });
      }
    expect(relay.connections).toEqual([]);
    expect(proxy.asked).toEqual([]);
  });

  it("let everything else pass, from the chosen address", async () => {
    const sender = senderWith({ addresses: ["127.0.0.2"], smtp: "dedicated" }, "link-local");
    await sender.send(account(), mail(), {});
    expect(cameFrom()).toEqual(["127.0.0.2"]);
  });

  it.each(["implicit", "starttls"] as const)("let TLS pass (%s), and check the certificate", async (tls) => {
    const secured = await startSmtpSink({ tls });
    closers.push(() => secured.close());
    const smtp = { ...settingsAt(secured), secure: tls === "implicit", requireTLS: true };
    const sender = senderWith({}, "link-local");
    await sender.send(account({ smtp, ignoreMailCertErrors: true }), mail(), {});
    expect(secured.received[0]).toMatchObject({ secure: true });
    await expect(sender.send(account({ smtp }), mail(), {})).rejects.toMatchObject({
      message: expect.stringContaining("certificate") as string,
    });
  });

  it("leave the words for what goes wrong as they are", async () => {
    const sender = senderWith({}, "link-local");
    await expect(sender.send(account({}, "nowhere.invalid"), mail(), {})).rejects.toMatchObject({ code: "EDNS" });
    await relay.close();
    closers.splice(0, 1);
    await expect(sender.send(account(), mail(), {})).rejects.toMatchObject({ code: "ESOCKET" });
  });
});
