import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import type { ImapFlow } from "imapflow";
import { silentLog } from "../../core/log.ts";
import type { MailAccount, MailBackend } from "../../core/mail-backend.ts";
import { keepsTheMailboxPromises, mail, type TestAccount } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { WATCH_EVERYTHING, Watcher } from "../conformance-watcher.ts";
import { openBackend } from "../open.ts";
import { asOutsider, imapAccount } from "./testing.ts";

let users = 0;

function accountOn(server: Pick<Dovecot, "host" | "port" | "password">, more: Partial<MailAccount> = {}): MailAccount {
  return { ...imapAccount({ ...server, user: `user${++users}` }), ...more };
}

const noSmtp = { send: () => Promise.reject(new Error("not in this test")) };
const open = (account: MailAccount, notes: MemoryNotes, pollMs = 300): MailBackend =>
  openBackend(account, notes, { log: silentLog, smtp: noSmtp, timeouts: { pollMs } });

interface ImapTestAccount extends TestAccount {
  user: string;
  renameMailbox(path: string, newPath: string): Promise<void>;
}

async function testAccount(server: Dovecot, more: Partial<MailAccount> = {}): Promise<ImapTestAccount> {
  const account = accountOn(server, more);
  const user = account.imap?.auth?.user ?? "";
  const notes = new MemoryNotes();
  const outside = (work: (client: ImapFlow) => Promise<unknown>) => asOutsider(server, user, work);
  return {
    notes,
    user,
    open: () => open(account, notes),
    deliver: async (message, mailbox) => void (await server.deliver(user, message, mailbox)),
    createMailbox: (path) => outside((client) => client.mailboxCreate(path)),
    deleteMailbox: (path) => outside((client) => client.mailboxDelete(path)),
    renameMailbox: (path, newPath) => outside((client) => client.mailboxRename(path, newPath)),
    renumber: (mailbox) => server.renumber(user, mailbox),
    disconnect: () => server.disconnect(user),
    async close() {},
  };
}

const SERVERS = {
  Dovecot: [],
  "Dovecot without CONDSTORE": ["CONDSTORE"],
  "Dovecot without UIDPLUS and MOVE": ["UIDPLUS", "MOVE"],
  "Dovecot without IDLE and LIST-STATUS": ["IDLE", "LIST-STATUS"],
};

for (const [name, without] of Object.entries(SERVERS)) {
  describe(name, () => {
    let server: Dovecot;
    beforeAll(async () => {
      server = await startDovecot({ without });
    });
    afterAll(() => server.stop());
    keepsTheMailboxPromises(name, () => testAccount(server));
  });
}

describe("on Dovecot", () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot();
  });
  afterAll(() => server.stop());

  it("never expunges other messages that are marked as deleted on a server without UIDPLUS", async () => {
    const old = await startDovecot({ without: ["UIDPLUS", "MOVE"] });
    const account = await testAccount(old);
    const backend = account.open();
    try {
      for (const subject of ["one", "two", "three"]) await account.deliver(mail(subject));
      const [three, two, one] = (await backend.listMessages("INBOX", { page: 0, pageSize: 20 })).messages;
      await backend.updateMessage(one?.id ?? "", { flags: { add: ["\\Deleted"] } }, {});
      await backend.deleteMessage(two?.id ?? "", { force: true });
      await backend.moveMessage(three?.id ?? "", "Junk", {});
      const { messages } = await backend.listMessages("INBOX", { page: 0, pageSize: 20 });
      expect(messages.map(({ subject, flags }) => [subject, flags])).toEqual([["one", ["\\Deleted"]]]);
    } finally {
      await backend.close();
      await old.stop();
    }
  });

  it("tells mail that arrives in another mailbox after our own write at once", async () => {
    const account = await testAccount(server);
    const backend = account.open();
    const watcher = new Watcher(backend, account.notes);
    await watcher.inSync();
    await backend.append("Drafts", Buffer.from(mail("noted")), {});
    await watcher.until(({ subjects }) => subjects.includes("noted"));
    await watcher.stop();
    await backend.close();
  });

  it("tells the mail of a mailbox that was made and filled since the last look, and none that moved with its mailbox", async () => {
    const account = await testAccount(server);
    await account.deliver(mail("old"));
    const backend = account.open();
    const watcher = new Watcher(backend, account.notes, { hasConnectedBefore: true, lastLook: new Date() });
    await watcher.inSync();
    await account.createMailbox("Lists");
    await account.deliver(mail("to the list"), "Lists");
    await backend.sync({});
    expect(watcher.subjects).toEqual(["to the list"]);
    await account.renameMailbox("Lists", "Mailing lists");
    await backend.sync({});
    expect(watcher.of("mailboxNew").at(-1)?.mailbox.path).toBe("Mailing lists");
    expect(watcher.subjects).toEqual(["to the list"]);
    await watcher.stop();
    await backend.close();
  });

  it("raises only new mail with the fast indexer, from the day the account asked for", async () => {
    const account = await testAccount(server, { imapIndexer: "fast" });
    await account.deliver(mail("old"));
    const backend = account.open();
    const watcher = new Watcher(backend, account.notes, { notifyFrom: new Date(Date.now() + 2000) });
    await watcher.inSync();
    await account.deliver(mail("new"));
    await watcher.until(({ subjects }) => subjects.includes("new"));
    const { messages } = await backend.listMessages("INBOX", { page: 0, pageSize: 5 });
    await backend.updateMessage(messages[0]?.id ?? "", { flags: { add: ["\\Seen"] } }, {});
    await backend.sync({});
    expect(watcher.subjects).toEqual(["new"]);
    expect(watcher.of("messageUpdated")).toEqual([]);
    expect([...account.notes.kept.keys()].filter((key) => key.startsWith("index/"))).toEqual([]);
    await watcher.stop();
    await backend.close();
  });

  it("watches only the mailboxes it is asked to, the first of them live", async () => {
    const account = await testAccount(server, { path: ["\\Junk", "Missing"] });
    const backend = account.open();
    const watcher = new Watcher(backend, account.notes);
    await watcher.inSync();
    await account.deliver(mail("unwatched"));
    await account.deliver(mail("watched"), "Junk");
    await watcher.until(({ subjects }) => subjects.length > 0);
    await backend.sync({});
    expect(watcher.subjects).toEqual(["watched"]);
    await watcher.stop();
    await backend.close();
  });

  it("tells everything exactly once though it is cut off in the middle of it", async () => {
    const account = await testAccount(server);
    const wanted = Array.from({ length: 60 }, (_, i) => `replayed ${i}`);
    for (const subject of wanted) await account.deliver(mail(subject));
    const backend = account.open();
    const told: string[] = [];
    for (let round = 0; told.length < wanted.length; round++) {
      const abort = new AbortController();
      let batches = 0;
      try {
        for await (const { changes, notes } of backend.watch(WATCH_EVERYTHING, abort.signal)) {
          account.notes.commit(notes);
          for (const change of changes) if (change.type === "messageNew") told.push(change.message.subject ?? "");
          // Twice the server hangs up, then we do.
          if (++batches === 3 && round < 2) await server.disconnect(account.user);
          if (batches === 4 && round === 2) abort.abort();
          if (changes.some(({ type }) => type === "inSync")) abort.abort();
        }
      } catch (error) {
        expect(error).toMatchObject({ name: "ConnectFailure" });
      }
    }
    expect(told).toEqual(wanted);
    await backend.close();
  });

  it("rebuilds a damaged index without telling old mail", async () => {
    const account = await testAccount(server);
    for (const subject of ["one", "two", "three"]) await account.deliver(mail(subject));
    const backend = account.open();
    const before = new Watcher(backend, account.notes);
    await before.inSync();
    await before.stop();
    for (const key of account.notes.kept.keys()) if (key.startsWith("index/")) account.notes.kept.delete(key);
    const after = new Watcher(backend, account.notes, { hasConnectedBefore: true, notifyFrom: null });
    await after.inSync();
    expect(after.subjects).toEqual([]);
    await after.stop();
    await backend.close();
  });

  it("lists while slow readers hold every stream they may", async () => {
    const account = await testAccount(server);
    const body = "x".repeat(76) + "\r\n";
    await account.deliver(mail("big") + body.repeat(60_000));
    const backend = account.open();
    const { messages } = await backend.listMessages("INBOX", { page: 0, pageSize: 5 });
    const id = messages[0]?.id ?? "";
    const slow = [await backend.getSource(id, {}), await backend.getSource(id, {})];
    for (const stream of slow) stream.once("readable", () => undefined);
    expect((await backend.listMessages("INBOX", { page: 0, pageSize: 5 })).total).toBe(1);
    const giveUp = AbortSignal.timeout(100);
    await expect(backend.getSource(id, { signal: giveUp })).rejects.toMatchObject({ kind: "timeout" });
    for (const stream of slow) stream.destroy();
    const third = await backend.getSource(id, {});
    let size = 0;
    for await (const chunk of third) size += (chunk as Buffer).length;
    expect(size).toBe((mail("big") + body.repeat(60_000)).length);
    await backend.close();
  });
});

describe("TLS", () => {
  it("refuses a server without STARTTLS, an unknown certificate, and takes it when told to", async () => {
    const plain = await startDovecot();
    const tls = await startDovecot({ tls: true });
    const failureOf = async (account: MailAccount) => {
      const backend = open(account, new MemoryNotes());
      const watcher = new Watcher(backend, new MemoryNotes());
      const failure = await watcher.ended;
      await backend.close();
      return failure;
    };
    const over = (
      server: Dovecot,
      imap: Partial<NonNullable<MailAccount["imap"]>>,
      more: Partial<MailAccount> = {},
    ) => {
      const account = accountOn(server, more);
      return { ...account, imap: account.imap && { ...account.imap, ...imap } };
    };
    try {
      expect(await failureOf(over(plain, { requireTLS: true }))).toMatchObject({
        reason: "connection",
        message: "Server does not support STARTTLS",
      });
      expect(await failureOf(over(tls, { requireTLS: true }))).toMatchObject({
        reason: "connection",
        serverResponseCode: "DEPTH_ZERO_SELF_SIGNED_CERT",
      });
      for (const account of [
        over(tls, { requireTLS: true }, { ignoreMailCertErrors: true }),
        over(tls, { secure: true, port: tls.tlsPort ?? 0, tls: { rejectUnauthorized: false } }),
      ]) {
        const backend = open(account, new MemoryNotes());
        expect(await backend.listMailboxes({ counters: false })).not.toEqual([]);
        await backend.close();
      }
      const wrong = over(plain, { auth: { user: "someone", pass: "wrong" } });
      expect(await failureOf(wrong)).toMatchObject({
        reason: "authentication",
        serverResponseCode: "AUTHENTICATIONFAILED",
      });
    } finally {
      await plain.stop();
      await tls.stop();
    }
  });
});
