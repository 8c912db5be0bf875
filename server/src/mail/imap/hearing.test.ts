import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { MODERN } from "@posthorn/fakes/imap/options";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { MailAccount, MailBackend } from "../../core/mail-backend.ts";
import { mail } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { Watcher } from "../conformance-watcher.ts";
import { openBackend } from "../open.ts";
import { connectOutsider, imapAccount } from "./testing.ts";

const smtp = { send: () => Promise.reject(new Error("not in this test")) };
const open = (account: MailAccount, notes: MemoryNotes) => openBackend(account, notes, { log: silentLog, smtp });

let users = 0;

/** An account on Dovecot with its backend, and another client of the same user. */
async function accountOn(server: Dovecot, more: Partial<MailAccount> = {}) {
  const user = `hearer${++users}`;
  const account: MailAccount = { ...imapAccount({ ...server, user }), ...more };
  const notes = new MemoryNotes();
  const outsider = await connectOutsider(server, user);
  return { account, notes, outsider, user };
}

describe("on a server with NOTIFY", () => {
  let server: Dovecot;
  let backend: MailBackend | undefined;
  beforeAll(async () => {
    server = await startDovecot();
  });
  afterEach(() => backend?.close());
  afterAll(() => server.stop());

  it("hears of every mailbox over one connection", async () => {
    const { account, notes, outsider } = await accountOn(server);
    backend = open(account, notes);
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    await outsider.append("Sent", mail("elsewhere"));
    await watcher.until(({ subjects }) => subjects.includes("elsewhere"));
    await outsider.mailboxOpen("Sent");
    await outsider.messageFlagsAdd("1", ["\\Flagged"]);
    await watcher.until((told) => told.of("messageUpdated").length > 0);
    await outsider.messageDelete("1");
    await watcher.until((told) => told.of("messageDeleted").length > 0);
    await outsider.mailboxCreate("Daily");
    await watcher.until((told) => told.of("mailboxNew").some(({ mailbox }) => mailbox.path === "Daily"));
    await outsider.append("Daily", mail("today"));
    await watcher.until(({ subjects }) => subjects.includes("today"));
    await outsider.mailboxDelete("Daily");
    await watcher.until((told) => told.of("mailboxDeleted").some(({ mailbox }) => mailbox.path === "Daily"));
    expect(watcher.subjects).toEqual(["elsewhere", "today"]);
    await watcher.stop();
    await outsider.logout();
  });

  it("says where a message was moved from, and where to when it was met there first", async () => {
    const { account, notes, outsider } = await accountOn(server);
    backend = open(account, notes);
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    await outsider.append("INBOX", mail("wandering"));
    await outsider.append("Sent", mail("copied"));
    await watcher.until(({ subjects }) => subjects.length === 2);
    const [first, second] = watcher.of("messageNew").map(({ message }) => message);
    const placeOf = (subject: string, path: string) => {
      const { id = "", uid } = [first, second].find((message) => message?.subject === subject) ?? {};
      return { path, id, uid };
    };
    await outsider.mailboxOpen("INBOX");
    await outsider.messageMove("1", "Junk");
    await watcher.until((told) => told.of("messageNew").length === 3 && told.of("messageDeleted").length === 1);
    // Which of the two the server tells first is its business.
    const arrived = watcher.of("messageNew")[2]?.message;
    const left = watcher.of("messageDeleted")[0];
    expect(arrived).toMatchObject({ subject: "wandering", seemsLikeNew: false });
    if (arrived?.movedFrom) expect(arrived.movedFrom).toEqual(placeOf("wandering", "INBOX"));
    else expect(left?.movedTo).toEqual({ path: "Junk", id: arrived?.id, uid: arrived?.uid });

    await outsider.mailboxOpen("Sent");
    await outsider.messageCopy("1", "Drafts");
    await watcher.until((told) => told.of("messageNew").length === 4);
    const copy = watcher.of("messageNew")[3]?.message;
    expect(copy).toMatchObject({ subject: "copied", seemsLikeNew: false });
    expect(copy).not.toHaveProperty("movedFrom");
    await outsider.messageDelete("1");
    await watcher.until((told) => told.of("messageDeleted").length === 2);
    expect(watcher.of("messageDeleted")[1]?.movedTo).toEqual({ path: "Drafts", id: copy?.id, uid: copy?.uid });
    await watcher.stop();
    await outsider.logout();
  });
});

describe("on a server without NOTIFY", () => {
  let server: Dovecot;
  beforeAll(async () => {
    server = await startDovecot({ without: ["NOTIFY"] });
  });
  afterAll(() => server.stop());

  it("listens in further mailboxes over connections of their own", async () => {
    const { account, notes, outsider, user } = await accountOn(server, {
      subconnections: ["\\Junk", "Later", "INBOX"],
    });
    const backend = open(account, notes);
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    await expect.poll(() => backend.connections).toBeGreaterThan(1);
    await server.deliver(user, mail("spam"), "Junk");
    await watcher.until(({ subjects }) => subjects.includes("spam"));
    // One that does not exist yet is listened in as soon as it does.
    await outsider.mailboxCreate("Later");
    await backend.sync({});
    await outsider.append("Later", mail("later"));
    await watcher.until(({ subjects }) => subjects.includes("later"));
    await server.disconnect(user);
    await watcher.ended;
    await expect.poll(() => backend.connections).toBe(0);
    await backend.close();
  });
});

describe("while a new message is being read", () => {
  it("hears of flags that change just then", async () => {
    const server = await startFakeImap();
    const notes = new MemoryNotes();
    const account = imapAccount({ host: server.host, port: server.port, user: "ada", password: "secret" });
    const backend = open(account, notes);
    const watcher = new Watcher(backend, notes);
    try {
      server.store.deliver("INBOX", mail("old"));
      await watcher.until(({ subjects }) => subjects.includes("old"));
      server.once("UID FETCH", (call) => {
        server.store.flag("INBOX", 1, ["\\Flagged"]);
        server.store.flag("INBOX", 2, ["\\Draft"]);
        return call.answer();
      });
      server.store.deliver("INBOX", mail("new"));
      await watcher.until((told) => told.of("messageUpdated").length === 2);
      expect(watcher.subjects).toEqual(["old", "new"]);
      const updates = watcher.of("messageUpdated").map(({ uid, changes }) => [uid, changes.flags?.value]);
      expect(updates).toEqual(expect.arrayContaining([[1, ["\\Flagged"]], [2, ["\\Draft"]]])); // prettier-ignore
    } finally {
      await watcher.stop();
      await backend.close();
      await server.stop();
    }
  });
});

describe("between listening and asking", () => {
  it("takes flags that were told last for the newest", async () => {
    const server = await startFakeImap();
    const notes = new MemoryNotes();
    const backend = open(imapAccount({ host: server.host, port: server.port, user: "ada", password: "secret" }), notes);
    const watcher = new Watcher(backend, notes);
    try {
      server.store.deliver("INBOX", mail("old"));
      let change = () => {};
      server.on("IDLE", async (call) => {
        await call.answer();
        const { nextLine } = call.connection;
        call.connection.nextLine = (line) => {
          change();
          nextLine?.(line);
        };
      });
      await watcher.until(({ subjects }) => subjects.includes("old"));
      // Once it does not listen any more, and before it asks.
      change = () => {
        change = () => {};
        server.store.flag("INBOX", 1, ["\\Flagged"]);
      };
      server.once("FETCH", (call) => {
        server.store.flag("INBOX", 1, ["\\Answered"]);
        return call.answer();
      });
      server.store.deliver("INBOX", mail("new"));
      await watcher.until(({ subjects }) => subjects.includes("new"));
      await watcher.until((told) => told.of("messageUpdated").length > 0);
      await backend.sync({});
      const updates = watcher.of("messageUpdated").map(({ uid, changes }) => [uid, changes.flags?.value]);
      expect(updates.at(-1)).toEqual([1, ["\\Answered"]]);
    } finally {
      await watcher.stop();
      await backend.close();
      await server.stop();
    }
  });
});

describe("while all messages are compared", () => {
  it("hears of flags that change where it has looked already", async () => {
    const capabilities = MODERN.filter((name) => name !== "CONDSTORE" && name !== "QRESYNC");
    const server = await startFakeImap({ capabilities });
    const notes = new MemoryNotes();
    const account = imapAccount({ host: server.host, port: server.port, user: "ada", password: "secret" });
    // One more than are asked for at once, and one that goes, so that it has to look.
    for (let i = 1; i <= 3002; i++) server.store.deliver("INBOX", mail("old"));
    const first = open(account, notes);
    const watcher = new Watcher(first, notes, { notifyFrom: new Date() });
    await watcher.inSync();
    await watcher.stop();
    await first.close();
    server.store.expunge("INBOX", 2);
    server.on("FETCH", (call) => {
      if (call.line.includes("3001:3001")) server.store.flag("INBOX", 1, ["\\Flagged"]);
      return call.answer();
    });
    const second = open(account, notes);
    const again = new Watcher(second, notes, { hasConnectedBefore: true, notifyFrom: new Date() });
    try {
      await again.inSync();
      await again.until((told) => told.of("messageUpdated").length > 0);
      expect(again.of("messageUpdated").map(({ uid, changes }) => [uid, changes.flags?.value])).toEqual([
        [1, ["\\Flagged"]],
      ]);
    } finally {
      await again.stop();
      await second.close();
      await server.stop();
    }
  });
});

describe("with QRESYNC", () => {
  let server: FakeImap;
  beforeAll(async () => {
    server = await startFakeImap();
  });
  afterAll(() => server.stop());

  it("learns what it missed by selecting the mailbox, and fetches only what is new", async () => {
    const notes = new MemoryNotes();
    const account = imapAccount({ host: server.host, port: server.port, user: "ada", password: "secret" });
    for (let i = 1; i <= 50; i++) server.store.deliver("INBOX", mail(`old ${i}`));
    const first = open(account, notes);
    const watcher = new Watcher(first, notes);
    await watcher.inSync();
    await watcher.stop();
    await first.close();
    server.store.expunge("INBOX", 3, 4, 50);
    server.store.flag("INBOX", 7, ["\\Seen"]);
    server.store.deliver("INBOX", mail("new"));
    const before = server.received.length;
    const second = open(account, notes);
    const again = new Watcher(second, notes, { hasConnectedBefore: true });
    await again.inSync();
    expect(again.of("messageDeleted").map(({ uid }) => uid)).toEqual([3, 4, 50]);
    expect(again.of("messageUpdated").map(({ uid, changes }) => [uid, changes.flags?.added])).toEqual([
      [7, ["\\Seen"]],
    ]);
    expect(again.subjects).toEqual(["new"]);
    const asked = server.received.slice(before).map(({ line }) => line.replace(/^\S+ /, ""));
    expect(asked.find((line) => line.startsWith("SELECT"))).toMatch(/^SELECT INBOX \(QRESYNC \(\d+ \d+\)\)$/);
    expect(asked.filter((line) => /^(UID )?FETCH/.test(line)).map((line) => line.replace(/ \(.*/, ""))).toEqual([
      "FETCH 48:48",
      "UID FETCH 51",
    ]);
    await again.stop();
    await second.close();
  });

  it("takes it well that the server names UIDs by the billion that it never had", async () => {
    const notes = new MemoryNotes();
    const account = imapAccount({ host: server.host, port: server.port, user: "cy", password: "secret" });
    server.store.at("INBOX").messages = [];
    for (const subject of ["kept", "gone", "kept too"]) server.store.deliver("INBOX", mail(subject));
    const [, gone, last] = server.store.at("INBOX").messages.map(({ uid }) => uid) as [number, number, number];
    const first = open(account, notes);
    const watcher = new Watcher(first, notes);
    await watcher.inSync();
    await watcher.stop();
    await first.close();
    server.store.expunge("INBOX", gone);
    server.once("SELECT", (call) => {
      call.send(`* VANISHED (EARLIER) 4294967295:${last + 1},${gone}`);
      return call.answer();
    });
    const second = open(account, notes);
    const again = new Watcher(second, notes, { hasConnectedBefore: true });
    await again.inSync();
    expect(again.of("messageDeleted").map(({ uid }) => uid)).toEqual([gone]);
    await again.stop();
    await second.close();
  });

  it("leaves a server that names more messages as gone than there are", async () => {
    const notes = new MemoryNotes();
    const account = imapAccount({ host: server.host, port: server.port, user: "di", password: "secret" });
    const backend = open(account, notes);
    server.on("IDLE", (call) => {
      call.send("* VANISHED 1:4294967295");
      return call.answer();
    });
    const watcher = new Watcher(backend, notes);
    expect(await watcher.ended).toMatchObject({
      reason: "connection",
      serverResponseCode: "EPROTOCOL",
      message: "The mail server named more messages as gone than there are",
    });
    expect(watcher.of("messageDeleted")).toEqual([]);
    server.behave();
    await backend.close();
  });

  it("does without a look inside when nothing happened", async () => {
    const notes = new MemoryNotes();
    const account = imapAccount({ host: server.host, port: server.port, user: "bob", password: "secret" });
    const first = open(account, notes);
    const watcher = new Watcher(first, notes);
    await watcher.inSync();
    await watcher.stop();
    await first.close();
    const before = server.received.length;
    const second = open(account, notes);
    const again = new Watcher(second, notes, { hasConnectedBefore: true });
    await again.inSync();
    expect(again.changes.map(({ type }) => type)).toEqual(["connected", "inSync"]);
    expect(server.received.slice(before).map(({ command }) => command)).not.toContain("FETCH");
    await again.stop();
    await second.close();
  });
});
