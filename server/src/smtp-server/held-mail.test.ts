import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestGateway, type TestGateway } from "../services/testing.ts";
import { createSmtpEngine } from "./engine.ts";
import type { Held } from "./receive-message.ts";
import { SmtpTalk } from "./testing.ts";

const body = (size: number) => `Subject: Hello\r\n\r\n${"x".repeat(size)}\r\n`;

describe("Mail that the SMTP server holds", () => {
  let gateway: TestGateway;
  let server: Server | undefined;
  const talks: SmtpTalk[] = [];
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite");
    await gateway.set({ smtpServerAuthEnabled: false });
  });
  afterEach(() => {
    for (const talk of talks.splice(0)) talk.close();
    server?.close();
  });
  afterAll(() => gateway.close());

  /** Opens an engine that holds no more than `most`, by what it holds; its port. */
  async function open(held: Held): Promise<number> {
    const engine = createSmtpEngine(gateway.ctx, {
      name: "mail.example.com",
      tls: null,
      isSecure: false,
      maxMessageSize: 100_000,
      plaintextLogin: "always",
      noAuthAddresses: ["127.0.0.1"],
      held,
    });
    server = createServer((socket) =>
      engine.serve({ socket, remoteAddress: "127.0.0.1", remotePort: 1, isSecure: false, isProxied: false }),
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }
  async function greeted(port: number): Promise<SmtpTalk> {
    const talk = SmtpTalk.to(port);
    talks.push(talk);
    await talk.greet();
    return talk;
  }

  it("counts until it is stored, not only until it is there", async () => {
    const account = await gateway.addAccount();
    const held = { bytes: 0, most: 100_000 };
    const port = await open(held);
    let store = () => {};
    // Whoever has the same idempotency key has to wait.
    const isFirst = new Promise<void>((resolve) => (store = resolve));
    const waits = vi.spyOn(gateway.ctx.idempotency, "run");
    const other = gateway.ctx.idempotency.run(account, { value: "key", fingerprint: null }, () => isFirst);
    const headers = `X-EE-Account: ${account}\r\n`;
    const waiting = (await greeted(port)).submit(`${headers}X-EE-Idempotency-Key: key\r\n${body(30_000)}`);
    await vi.waitFor(() => expect(waits).toHaveBeenCalledTimes(2), { timeout: 30_000, interval: 20 });
    const late = await greeted(port);
    expect(await late.submit(headers + body(30_000))).toBe("451 There is too much mail at once, try again later");
    store();
    await other;
    expect(await waiting).toMatch(/^250 /);
    expect(await late.submit(headers + body(30_000))).toMatch(/^250 /);
    expect(held.bytes).toBe(0);
  });

  it("counts no more once it is refused or its client has hung up", async () => {
    const held = { bytes: 0, most: 100_000 };
    const port = await open(held);
    const talk = await greeted(port);
    expect(await talk.submit(`X-EE-Account: nobody\r\n${body(10_000)}`)).toMatch(/^451 /);
    expect(held.bytes).toBe(0);
    for (const line of ["MAIL FROM:<ada@example.com>", "RCPT TO:<bob@example.com>", "DATA"]) await talk.say(line);
    talk.send(body(10_000));
    await vi.waitFor(() => expect(held.bytes).toBeGreaterThan(10_000), { timeout: 30_000, interval: 20 });
    talk.close();
    await vi.waitFor(() => expect(held.bytes).toBe(0), { timeout: 30_000, interval: 20 });
  });
});
