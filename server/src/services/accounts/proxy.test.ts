import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type ProxyOptions, startProxy } from "@posthorn/fakes/proxies";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.runIf(canRunDovecot())("an account behind a proxy", () => {
  let gateway: TestGateway;
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
    gateway = await createTestGateway("sqlite", { hasRealMail: true });
  });
  afterAll(async () => {
    await gateway?.close();
    await dovecot?.stop();
  });

  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  });

  async function proxyWith(options: Partial<ProxyOptions> = {}) {
    const proxy = await startProxy({ speaks: "http", ...options });
    closers.push(() => proxy.close());
    return { asked: proxy.asked, url: `http://eve:topsecret@${proxy.host}:${proxy.port}` };
  }

  const imap = () => ({
    host: dovecot.host,
    port: dovecot.port,
    secure: false,
    requireTLS: false,
    auth: { user: "ada", pass: dovecot.password },
  });
  const accountBehind = (proxy?: string) => gateway.addAccount({ imap: imap(), smtp: false, ...(proxy && { proxy }) });

  it("connects through its own, or else through that of the settings", async () => {
    const own = await proxyWith();
    const general = await proxyWith();
    await gateway.set({ proxyEnabled: true, proxyUrl: general.url });
    closers.push(() => gateway.set({ proxyEnabled: null, proxyUrl: null }));
    const account = await accountBehind(own.url);
    await gateway.waitForState(account, "connected");
    expect([own.asked.length > 0, general.asked.length]).toEqual([true, 0]);
    const other = await accountBehind();
    await gateway.waitForState(other, "connected");
    expect(general.asked.length).toBeGreaterThan(0);
    await gateway.call("DELETE", `/v1/account/${account}`);
    await gateway.call("DELETE", `/v1/account/${other}`);
  });

  it("connects the way that the settings say at that time, however long it has been open", async () => {
    const secured = await startDovecot({ tls: true });
    closers.push(() => secured.stop());
    const general = await proxyWith();
    const auth = { user: "ada", pass: secured.password };
    const account = await gateway.addAccount({
      imap: { host: secured.host, port: secured.tlsPort, secure: true, auth },
      smtp: false,
    });
    await gateway.waitForState(account, "connectError");
    await gateway.set({ ignoreMailCertErrors: true, proxyEnabled: true, proxyUrl: general.url });
    closers.push(() => gateway.set({ ignoreMailCertErrors: null, proxyEnabled: null, proxyUrl: null }));
    await vi.waitFor(
      async () => expect((await gateway.call("GET", `/v1/account/${account}`)).body["state"]).toBe("connected"),
      { timeout: 30_000, interval: 50 },
    );
    expect(general.asked.length).toBeGreaterThan(0);
    await gateway.call("DELETE", `/v1/account/${account}`);
  });

  it.each(["refuse", "nonsense"] as const)(
    "cannot connect through one that answers with %s, and says which",
    async (instead) => {
      const account = await accountBehind((await proxyWith({ instead })).url);
      await gateway.waitForState(account, "connectError");
      const { body } = await gateway.call("GET", `/v1/account/${account}`);
      expect(body["lastError"]).toMatchObject({
        response: expect.stringContaining("The proxy http://******:******@127.0.0.1") as string,
      });
      expect(JSON.stringify([body["lastError"], gateway.logs])).not.toContain("topsecret");
      await gateway.call("DELETE", `/v1/account/${account}`);
    },
  );
});
