import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { hang } from "@posthorn/fakes/imap/deeds";
import { type FakeImapOptions, MODERN } from "@posthorn/fakes/imap/options";
import { afterEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { MailAccount } from "../../core/mail-backend.ts";
import { MemoryAccountLog } from "../testing.ts";
import { DEFAULT_TIMEOUTS, type ImapPurpose, openConnection, withDeadline } from "./connection.ts";
import { imapAccount } from "./testing.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const PASSWORD = 'top"secret\\word';
const base64 = (text: string) => Buffer.from(text).toString("base64");

async function serverWith(options: FakeImapOptions = {}): Promise<FakeImap> {
  const server = await startFakeImap(options);
  closers.push(() => server.stop());
  return server;
}

const accountOn = (server: FakeImap): MailAccount =>
  imapAccount({ host: server.host, port: server.port, user: "ada@example.test", password: PASSWORD });

const withToken = (account: MailAccount): MailAccount => ({
  ...account,
  imap: account.imap && { ...account.imap, auth: { user: "ada@example.test", accessToken: PASSWORD } },
});

async function connect(
  account: MailAccount,
  accountLog: MemoryAccountLog,
  { purpose = "request", setupMs = 10_000 }: { purpose?: ImapPurpose; setupMs?: number } = {},
) {
  const timeouts = { ...DEFAULT_TIMEOUTS, setupMs };
  const tools = { log: silentLog, accountLog, timeouts, clientInfo: () => ({ name: "Posthorn" }) };
  const client = await openConnection(account, purpose, tools);
  closers.push(() => client.close());
  return client;
}

function expectNoSecrets({ lines }: MemoryAccountLog) {
  const text = JSON.stringify(lines);
  for (const form of [PASSWORD, "secret", base64(PASSWORD), base64(`\0ada@example.test\0${PASSWORD}`).slice(0, -4)])
    expect(text).not.toContain(form);
}

describe("a raw log of an IMAP connection", () => {
  it("has the contents of messages, too, and still not what logs in", async () => {
    const server = await serverWith();
    const log = new MemoryAccountLog("test");
    log.isRaw = true;
    const client = await connect(accountOn(server), log);
    server.store.deliver("INBOX", "Subject: hello\r\n\r\nThe body\r\n");
    await client.mailboxOpen("INBOX");
    await client.fetchOne("1", { source: true });
    await client.logout();
    const told = log.conversation.join("\n");
    expect(told).toContain("The body");
    expect(log.conversation.filter((line) => / SELECT INBOX/.test(line))).toHaveLength(1);
    expect(told).not.toContain(PASSWORD);
  });
});

const without = (...names: string[]) => MODERN.filter((name) => !names.includes(name));

describe("the log of an IMAP connection", () => {
  it("has what either side said, and what became of the connection", async () => {
    const server = await serverWith();
    const log = new MemoryAccountLog("test");
    const client = await connect(accountOn(server), log, { purpose: "watch" });
    server.store.deliver("INBOX", "Subject: hello\r\n\r\nThe body\r\n");
    await client.mailboxOpen("INBOX");
    await client.fetchOne("1", { envelope: true, source: true });
    await client.logout();
    const { conversation } = log;
    expect(conversation[0]).toBe(`- Established TCP connection to 127.0.0.1:${server.port}`);
    expect(conversation[1]).toMatch(/^S \* OK/);
    expect(conversation).toContainEqual(expect.stringMatching(/^C \S+ SELECT INBOX/));
    expect(conversation).toContainEqual(expect.stringMatching(/^S \* 1 FETCH .*hello/));
    expect(conversation).toContainEqual(expect.stringMatching(/^C \S+ LOGOUT$/));
    expect(conversation.at(-1)).toBe("- Connection closed");
    // Literals are told by their size.
    expect(JSON.stringify(conversation)).not.toContain("The body");
    expect(new Set(log.lines.map(({ account, purpose, connection }) => [account, purpose, connection].join()))).toEqual(
      new Set([`test,watch,${log.lines[0]?.connection}`]),
    );
  });

  it.each([
    ["LOGIN", { capabilities: without("AUTH=PLAIN", "AUTH=XOAUTH2") }],
    ["AUTHENTICATE PLAIN", {}],
  ] as const)("never has a password that is sent with %s", async (command, options) => {
    const server = await serverWith(options);
    const log = new MemoryAccountLog("test");
    await connect(accountOn(server), log);
    expect(server.commands()).toContain(command);
    expect(log.conversation).toContainEqual(
      expect.stringMatching(new RegExp(String.raw`^C \S+ ${command} \(hidden\)$`)),
    );
    if (command !== "LOGIN") expect(log.conversation).toContain("C (hidden)");
    expect(JSON.stringify(log.lines)).not.toContain("ada@example.test");
    expectNoSecrets(log);
  });

  it.each([
    ["with the command", {}],
    ["after it", { capabilities: without("SASL-IR") }],
  ])("never has an access token that is sent %s", async (_when, options) => {
    const server = await serverWith({ ...options, users: { "ada@example.test": PASSWORD } });
    const log = new MemoryAccountLog("test");
    await connect(withToken(accountOn(server)), log);
    expect(log.conversation).toContainEqual(expect.stringMatching(/^C \S+ AUTHENTICATE XOAUTH2 \(hidden\)$/));
    expectNoSecrets(log);
  });

  it.each([
    ["LOGIN", { capabilities: without("AUTH=PLAIN", "AUTH=XOAUTH2") }],
    ["AUTHENTICATE PLAIN", {}],
  ])("hides what the server repeats of %s", async (command, options) => {
    const server = await serverWith(options);
    server.on(command, (call) => {
      const sasl = base64(`\0ada@example.test\0${PASSWORD}`);
      call.send(`* OK you sent ${PASSWORD} and ${sasl}`);
      call.no(`[AUTHENTICATIONFAILED] ${call.line} ${sasl} is wrong`);
    });
    const log = new MemoryAccountLog("test");
    await expect(connect(accountOn(server), log)).rejects.toThrow();
    expect(log.conversation).toContainEqual(expect.stringMatching(/^S .*AUTHENTICATIONFAILED.*is wrong/));
    expectNoSecrets(log);
  });

  it("begins and ends while the connection goes on", async () => {
    const server = await serverWith();
    const log = new MemoryAccountLog();
    const client = await connect(accountOn(server), log);
    await client.noop();
    expect(log.lines).toEqual([]);
    log.logged.add("test");
    await client.noop();
    expect(log.conversation).toEqual([expect.stringMatching(/^C \S+ NOOP$/), expect.stringMatching(/^S \S+ OK/)]);
    log.logged.delete("test");
    await client.noop();
    expect(log.lines).toHaveLength(2);
  });

  it("says why a connection came to nothing", async () => {
    const server = await serverWith();
    const log = new MemoryAccountLog("test");
    server.on("GREETING", hang());
    await expect(connect(accountOn(server), log, { setupMs: 50 })).rejects.toThrow("in time");
    expect(log.conversation).toEqual(
      expect.arrayContaining(["- 127.0.0.1 did not complete the login in time", "- Connection closed"]),
    );
    await server.stop();
    await expect(connect(accountOn(server), log)).rejects.toThrow();
    expect(log.conversation).toContainEqual(expect.stringMatching(/^- connect ECONNREFUSED/));
  });

  it("says why a connection is given up", async () => {
    const server = await serverWith();
    const log = new MemoryAccountLog("test");
    const client = await connect(accountOn(server), log);
    server.on("SELECT", hang());
    await expect(withDeadline(client, 50, client.mailboxOpen("INBOX"))).rejects.toThrow();
    expect(log.conversation).toEqual(
      expect.arrayContaining(["- The mail server did not finish a command in time", "- Connection closed"]),
    );
  });

  it("cuts long lines", async () => {
    const server = await serverWith();
    server.on("NOOP", (call) => {
      call.send(`* OK ${"x".repeat(10_000)}`);
      call.ok();
    });
    const log = new MemoryAccountLog("test");
    await (await connect(accountOn(server), log)).noop();
    const [line] = log.conversation.filter((text) => text.includes("xxx"));
    expect(line).toMatch(/^S \* OK x{4091} \(5909 more characters\)$/);
  });
});
