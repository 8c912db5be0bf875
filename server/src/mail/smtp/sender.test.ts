import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { MailAccount, OutgoingMessage, SmtpSettings } from "../../core/mail-backend.ts";
import { createLocalAddresses } from "../local-addresses.ts";
import { createSmtpSender, type SmtpSender } from "./sender.ts";
import { verifySmtp } from "./verify.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function sinkWith(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const sink = await startSmtpSink(options);
  closers.push(() => sink.close());
  return sink;
}

const ofThisMachine = createLocalAddresses({
  settings: () => ({ addresses: [], imap: "default", smtp: "default" }),
  reverse: async () => [],
});

function newSender(options: { maxConnections?: number; poolIdleMs?: number } = {}): SmtpSender {
  const sender = createSmtpSender({ log: silentLog, localAddresses: ofThisMachine, egressPolicy: "off", ...options });
  closers.push(() => sender.close());
  return sender;
}

const settings = (sink: { host: string; port: number }, more: Partial<SmtpSettings> = {}): SmtpSettings => ({
  host: sink.host,
  port: sink.port,
  secure: false,
  requireTLS: false,
  auth: null,
  tls: {},
  ...more,
});

const accountAt = (
  sink: { host: string; port: number },
  more: Partial<SmtpSettings> = {},
  rest: Partial<MailAccount> = {},
): MailAccount => ({
  id: "a",
  email: "a@example.com",
  path: null,
  subconnections: [],
  proxy: undefined,
  smtpEhloName: "client.example.com",
  imapIndexer: "full",
  imap: null,
  smtp: settings(sink, more),
  ignoreMailCertErrors: false,
  ...rest,
});

let counter = 0;
function mail(more: Partial<OutgoingMessage> & { body?: string } = {}): OutgoingMessage {
  const { body = "hello\r\n.dot\r\n", ...rest } = more;
  return {
    content: Buffer.from(`Message-ID: <${++counter}@example.com>\r\nSubject: x\r\n\r\n${body}`),
    envelope: { from: "a@example.com", to: ["b@example.net"] },
    beforeHandOff: async () => {},
    ...rest,
  };
}

const soon = (ms = 50) => new Promise((resolve) => setTimeout(resolve, ms));

describe("sending", () => {
  it("hands the bytes and the envelope over, and tells the answer", async () => {
    const sink = await sinkWith();
    const message = mail({ envelope: { from: "", to: ["b@example.net", "c@example.net"] } });
    const receipt = await newSender().send(accountAt(sink), message, {});
    expect(receipt).toMatchObject({ accepted: ["b@example.net", "c@example.net"], rejected: [], networkRouting: null });
    expect(receipt.response).toMatch(/^250 /);
    expect(sink.received[0]).toMatchObject({
      from: "",
      to: ["b@example.net", "c@example.net"],
      ehlo: "client.example.com",
    });
    expect(sink.received[0]?.content?.equals(message.content)).toBe(true);
  });

  it("sends large and 8-bit messages unchanged", async () => {
    const sink = await sinkWith();
    const body = `${".\u00f5".repeat(500)}\r\n`.repeat(2000);
    const message = mail({ body });
    await newSender().send(accountAt(sink), message, {});
    expect(sink.received[0]?.content?.equals(message.content)).toBe(true);
    expect(sink.received[0]?.parameters.from["BODY"]).toBe("8BITMIME");
  });

  it("reports refused recipients while others are served", async () => {
    const sink = await sinkWith();
    sink.script({ recipient: /^bad@/, refuse: { code: 550, text: "No such user" } });
    const receipt = await newSender().send(
      accountAt(sink),
      mail({ envelope: { from: "a@example.com", to: ["bad@example.net", "b@example.net"] } }),
      {},
    );
    expect(receipt.accepted).toEqual(["b@example.net"]);
    expect(receipt.rejected).toEqual([{ address: "bad@example.net", response: "550 No such user" }]);
  });

  it("tells refusals in nodemailer's words, temporary and permanent", async () => {
    const sink = await sinkWith();
    const sender = newSender();
    sink.script({ recipient: /^bad@/, refuse: { code: 550, text: "No such user" } });
    sink.script({ recipient: /^full@/, refuseData: { code: 452, text: "Mailbox full" } });
    const to = (address: string) => mail({ envelope: { from: "a@example.com", to: [address] } });
    await expect(sender.send(accountAt(sink), to("bad@example.net"), {})).rejects.toMatchObject({
      name: "SendError",
      code: "EENVELOPE",
      smtpResponseCode: 550,
      smtpCommand: "RCPT TO",
      permanent: true,
    });
    await soon();
    await expect(sender.send(accountAt(sink), to("full@example.net"), {})).rejects.toMatchObject({
      code: "EMESSAGE",
      smtpResponse: "452 Mailbox full",
      smtpResponseCode: 452,
      permanent: false,
    });
    // A refusal doesn't cost the connection, once it is reset.
    await soon();
    await sender.send(accountAt(sink), mail(), {});
    expect(sink.counts.connections).toBe(1);
  });

  it("passes delivery notification wishes on (RFC 3461)", async () => {
    const sink = await sinkWith();
    const dsn = { id: "env+1", return: "headers" as const, notify: ["failure", "delay"], recipient: "o@example.org" };
    await newSender().send(accountAt(sink), mail({ dsn }), {});
    expect(sink.received[0]?.parameters.from).toMatchObject({ RET: "HDRS", ENVID: expect.anything() });
    expect(sink.received[0]?.parameters.to[0]).toMatchObject({ NOTIFY: "FAILURE,DELAY" });
  });

  it("logs in with a password or a token", async () => {
    const sink = await sinkWith({ auth: { user: "u", pass: "p", accessToken: "t" } });
    const sender = newSender();
    await sender.send(accountAt(sink, { auth: { user: "u", pass: "p" } }), mail(), {});
    await sender.send(accountAt(sink, { auth: { user: "u", accessToken: "t" } }), mail(), {});
    expect(sink.received.map(({ user }) => user)).toEqual(["u", "u"]);
    for (const auth of [
      { user: "u", pass: "wrong" },
      { user: "u", accessToken: "wrong" },
    ]) {
      const failure = sender.send(accountAt(sink, { auth }), mail(), {});
      await expect(failure).rejects.toMatchObject({ code: "EAUTH", permanent: true });
    }
  });

  it("reads the Message-ID that Outlook gives a message", async () => {
    const sink = await sinkWith();
    sink.script({ recipient: /./, reply: "2.0.0 OK <new@abc.prod.outlook.com> [Hostname=x]" });
    const receipt = await newSender().send(accountAt(sink), mail(), {});
    expect(receipt.messageId).toBe("<new@abc.prod.outlook.com>");
  });

  it("fails when nobody listens", async () => {
    const sink = await startSmtpSink();
    await sink.close();
    await expect(newSender().send(accountAt(sink), mail(), {})).rejects.toMatchObject({
      code: "ESOCKET",
      permanent: false,
    });
  });
});

describe("TLS", () => {
  it("refuses certificates that nobody vouches for, unless told otherwise", async () => {
    const sink = await sinkWith({ tls: "implicit" });
    const sender = newSender();
    await expect(sender.send(accountAt(sink, { secure: true }), mail(), {})).rejects.toMatchObject({ code: "ESOCKET" });
    await sender.send(accountAt(sink, { secure: true }, { ignoreMailCertErrors: true }), mail(), {});
    await sender.send(accountAt(sink, { secure: true, tls: { rejectUnauthorized: false } }), mail(), {});
    expect(sink.received.every(({ secure }) => secure)).toBe(true);
  });

  it("goes over to TLS where it is offered, and refuses to go on without it where it is required", async () => {
    const offering = await sinkWith({ tls: "starttls" });
    const without = await sinkWith();
    const sender = newSender();
    const trusting = { ignoreMailCertErrors: true };
    await sender.send(accountAt(offering, { requireTLS: false }, trusting), mail(), {});
    await sender.send(accountAt(offering, { requireTLS: true }, trusting), mail(), {});
    expect(offering.received.map(({ secure }) => secure)).toEqual([true, true]);
    await expect(sender.send(accountAt(without, { requireTLS: true }), mail(), {})).rejects.toMatchObject({
      code: "ETLS",
    });
    expect(without.counts.data).toBe(0);
  });
});

describe("the hand-off", () => {
  const large = "x".repeat(78).concat("\r\n").repeat(20_000);

  it.each([
    ["a small message", "hello\r\n"],
    ["a large message", large],
  ])("keeps the end of %s back until it is released", async (_, body) => {
    const sink = await sinkWith();
    let release = () => {};
    let isAsked = false;
    const sending = newSender().send(
      accountAt(sink),
      mail({
        body,
        beforeHandOff: () =>
          new Promise((resolve) => {
            isAsked = true;
            release = resolve;
          }),
      }),
      {},
    );
    await expect.poll(() => isAsked).toBe(true);
    await soon();
    expect(sink.counts).toMatchObject({ data: 1, complete: 0 });
    release();
    await sending;
    expect(sink.counts.complete).toBe(1);
    expect(sink.received).toHaveLength(1);
  });

  it.each([
    ["a small message", "hello\r\n"],
    ["a large message", large],
  ])("that is denied ends the delivery of %s without acceptance", async (_, body) => {
    const sink = await sinkWith();
    const sender = newSender();
    const reason = new Error("lease lost");
    const sending = sender.send(accountAt(sink), mail({ body, beforeHandOff: () => Promise.reject(reason) }), {});
    await expect(sending).rejects.toMatchObject({
      name: "SendError",
      code: "ENOTRELEASED",
      cause: reason,
      permanent: false,
    });
    await soon();
    expect(sink.counts.complete).toBe(0);
    await sender.send(accountAt(sink), mail(), {});
    expect(sink.received).toHaveLength(1);
  });

  it("is not asked for when the envelope is refused", async () => {
    const sink = await sinkWith();
    sink.script({ recipient: /./, refuse: { code: 550, text: "no" } });
    let asked = 0;
    const sending = newSender().send(accountAt(sink), mail({ beforeHandOff: async () => void asked++ }), {});
    await expect(sending).rejects.toMatchObject({ smtpResponseCode: 550 });
    expect(asked).toBe(0);
  });

  it("happens once: a connection lost after it is an error, never a second transfer", async () => {
    const sink = await sinkWith();
    const sender = newSender();
    await sender.send(accountAt(sink), mail(), {});
    sink.script({ recipient: /./, drop: "before-reply" });
    let asked = 0;
    const sending = sender.send(accountAt(sink), mail({ beforeHandOff: async () => void asked++ }), {});
    await expect(sending).rejects.toMatchObject({ code: "ECONNECTION" });
    await soon(300);
    expect(asked).toBe(1);
    expect(sink.counts.complete).toBe(2);
  });

  it("survives an idle connection that the server closed meanwhile", async () => {
    const sink = await sinkWith();
    const sender = newSender();
    await sender.send(accountAt(sink), mail(), {});
    sink.disconnect();
    await sender.send(accountAt(sink), mail(), {});
    expect(sink.received).toHaveLength(2);
  });

  it("ends with the caller's signal", async () => {
    const sink = await sinkWith();
    const sender = newSender();
    const controller = new AbortController();
    const sending = sender.send(
      accountAt(sink),
      mail({ beforeHandOff: () => new Promise(() => controller.abort(new Error("stop"))) }),
      { signal: controller.signal },
    );
    await expect(sending).rejects.toMatchObject({ name: "SendError", code: "EABORT" });
    await expect.poll(() => sink.counts.open).toBe(0);
    expect(sink.counts.complete).toBe(0);
  });
});

describe("connections", () => {
  it("are shared by messages of one route, up to a limit, and replaced after 100 messages", async () => {
    const sink = await sinkWith({ keepContent: false });
    const sender = newSender({ maxConnections: 3 });
    await Promise.all(Array.from({ length: 250 }, () => sender.send(accountAt(sink), mail(), {})));
    expect(sink.received).toHaveLength(250);
    expect(sink.counts.connections).toBeGreaterThanOrEqual(3);
    expect(sink.counts.connections).toBeLessThanOrEqual(6);
    const perConnection = new Map<number, number>();
    for (const { connection } of sink.received) perConnection.set(connection, (perConnection.get(connection) ?? 0) + 1);
    expect(Math.max(...perConnection.values())).toBeLessThanOrEqual(100);
  });

  it("are closed when nobody used them for a while", async () => {
    const sink = await sinkWith();
    const sender = newSender({ poolIdleMs: 50 });
    await sender.send(accountAt(sink), mail(), {});
    await expect.poll(() => sink.counts.open).toBe(0);
    await sender.send(accountAt(sink), mail(), {});
    expect(sink.counts.connections).toBe(2);
  });

  it("end with the sender", async () => {
    const sink = await sinkWith();
    const sender = newSender();
    await sender.send(accountAt(sink), mail(), {});
    sender.close();
    await expect.poll(() => sink.counts.open).toBe(0);
    await expect(sender.send(accountAt(sink), mail(), {})).rejects.toMatchObject({ code: "ECONNECTION" });
  });
});

describe("verifySmtp", () => {
  const route = (smtp: SmtpSettings) => ({
    smtp,
    name: undefined,
    proxy: undefined,
    localAddress: undefined,
    ignoreCertErrors: false,
  });

  it("tells whether a login works", async () => {
    const sink = await sinkWith({ auth: { user: "u", pass: "p" } });
    expect(await verifySmtp(route(settings(sink, { auth: { user: "u", pass: "p" } })))).toEqual({ success: true });
    expect(await verifySmtp(route(settings(sink, { auth: { user: "u", pass: "x" } })))).toMatchObject({
      success: false,
      code: "EAUTH",
      statusCode: 535,
      responseText: expect.stringContaining("535"),
    });
    expect(await verifySmtp(route(settings(sink)))).toMatchObject({ success: false, code: "ENOAUTH" });
  });

  it("tells what is wrong with the connection, and gives up with its caller", async () => {
    const sink = await sinkWith();
    expect(await verifySmtp(route(settings(sink, { requireTLS: true })))).toMatchObject({
      success: false,
      code: "ETLS",
    });
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    closers.push(() => silent.close());
    const at = { host: "127.0.0.1", port: (silent.address() as AddressInfo).port };
    expect(await verifySmtp(route(settings(at)), { signal: AbortSignal.timeout(50) })).toMatchObject({
      success: false,
      code: "ETIMEDOUT",
    });
  });
});
