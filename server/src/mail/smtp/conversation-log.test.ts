import { type SmtpSink, type SmtpSinkOptions, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { MailAccount, OutgoingMessage, ServerLogin } from "../../core/mail-backend.ts";
import { createLocalAddresses } from "../local-addresses.ts";
import { MemoryAccountLog } from "../testing.ts";
import { createSmtpSender } from "./sender.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const PASSWORD = "top-secret-word";
const base64 = (text: string) => Buffer.from(text).toString("base64");

async function sinkWith(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const sink = await startSmtpSink(options);
  closers.push(() => sink.close());
  return sink;
}

function senderWith(accountLog: MemoryAccountLog) {
  const localAddresses = createLocalAddresses({
    settings: () => ({ addresses: [], imap: "default", smtp: "default" }),
    reverse: async () => [],
  });
  const sender = createSmtpSender({ log: silentLog, accountLog, localAddresses, egressPolicy: "off" });
  closers.push(() => sender.close());
  return sender;
}

const accountOn = ({ host, port }: SmtpSink, id: string, auth: ServerLogin | null = null): MailAccount => ({
  id,
  email: "ada@example.com",
  path: null,
  subconnections: [],
  proxy: undefined,
  smtpEhloName: "client.example.com",
  imapIndexer: "full",
  imap: null,
  smtp: { host, port, secure: false, requireTLS: false, auth, tls: {} },
  ignoreMailCertErrors: false,
});

const mailTo = (address: string): OutgoingMessage => ({
  content: Buffer.from("Message-ID: <1@example.com>\r\nSubject: x\r\n\r\nThe body\r\n"),
  envelope: { from: "ada@example.com", to: [address] },
  beforeHandOff: async () => {},
});

function expectNoSecrets({ lines }: MemoryAccountLog) {
  const text = JSON.stringify(lines);
  for (const form of [PASSWORD, base64(PASSWORD), base64(`\0ada\0${PASSWORD}`), base64("ada")])
    expect(text).not.toContain(form);
}

describe("the log of an SMTP connection", () => {
  it("has commands and answers, and never the message", async () => {
    const sink = await sinkWith();
    const log = new MemoryAccountLog("ada");
    await senderWith(log).send(accountOn(sink, "ada"), mailTo("bob@example.net"), {});
    const { conversation } = log;
    expect(conversation).toContainEqual(`- Connection established to 127.0.0.1:${sink.port}`);
    expect(conversation).toContainEqual(expect.stringMatching(/^S 220 /));
    expect(conversation).toContainEqual("C EHLO client.example.com");
    expect(conversation).toContainEqual(expect.stringMatching(/^C MAIL FROM:<ada@example.com>/));
    expect(conversation).toContainEqual("C DATA");
    expect(conversation).toContainEqual(expect.stringMatching(/^S 250 /));
    expect(JSON.stringify(conversation)).not.toContain("The body");
    expect(new Set(log.lines.map(({ account, purpose, connection }) => [account, purpose, connection].join()))).toEqual(
      new Set([`ada,smtp,${log.lines[0]?.connection}`]),
    );
  });

  it.each([
    ["a password", { pass: PASSWORD }, "PLAIN"],
    ["an access token", { accessToken: PASSWORD }, "XOAUTH2"],
  ])("never has %s", async (_what, secret, mechanism) => {
    const sink = await sinkWith({ auth: { user: "ada", ...secret } });
    const log = new MemoryAccountLog("ada");
    const sender = senderWith(log);
    await sender.send(accountOn(sink, "ada", { user: "ada", ...secret }), mailTo("bob@example.net"), {});
    expect(log.conversation).toContainEqual(`C AUTH ${mechanism} (hidden)`);
    expectNoSecrets(log);
    const wrong = { user: "eve", ...secret };
    await expect(sender.send(accountOn(sink, "ada", wrong), mailTo("bob@example.net"), {})).rejects.toThrow();
    expect(log.conversation).toContainEqual(expect.stringMatching(/^S 535 /));
    expectNoSecrets(log);
  });

  it("hides what the server repeats", async () => {
    const sink = await sinkWith({ auth: { user: "ada", pass: PASSWORD } });
    sink.script({ recipient: /./, refuse: { code: 550, text: `Not with ${PASSWORD} nor ${base64(`x${PASSWORD}`)}` } });
    const log = new MemoryAccountLog("ada");
    const account = accountOn(sink, "ada", { user: "ada", pass: PASSWORD });
    await expect(senderWith(log).send(account, mailTo("bob@example.net"), {})).rejects.toThrow();
    expect(log.conversation).toContainEqual(expect.stringMatching(/^S 550 Not with \(hidden\) nor /));
    expectNoSecrets(log);
  });

  it("tells nothing of accounts that share a server and a login", async () => {
    const sink = await sinkWith();
    const log = new MemoryAccountLog("ada");
    const sender = senderWith(log);
    const send = (id: string) => sender.send(accountOn(sink, id), mailTo(`to-${id}@example.net`), {});
    await send("bob");
    await send("ada");
    await send("eve");
    expect(sink.counts.connections).toBe(2);
    const text = JSON.stringify(log.lines);
    expect(text).toContain("to-ada@");
    expect(text).not.toMatch(/to-(?:bob|eve)@/);
    // Switched off, it shares the others' connection again.
    log.logged.delete("ada");
    log.lines.length = 0;
    await send("ada");
    expect([log.lines, sink.counts.connections]).toEqual([[], 2]);
  });
});
