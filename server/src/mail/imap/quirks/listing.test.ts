import { leaveOut, refuse, reject, say } from "@posthorn/fakes/imap/deeds";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { MODERN } from "@posthorn/fakes/imap/options";
import { afterEach, describe, expect, it } from "vitest";
import { openSession, type Session, type SessionOptions } from "./testing.ts";

const without = (...names: string[]) => MODERN.filter((name) => !names.includes(name));
const PLAIN = ["IMAP4rev1", "IDLE", "NAMESPACE", "UIDPLUS"];

let server: FakeImap;
let session: Session;
afterEach(async () => {
  await session.close();
  await server.stop();
});

async function open(
  capabilities: readonly string[],
  options: SessionOptions & { namespace?: string; delimiter?: string } = {},
) {
  const { namespace, delimiter, ...others } = options;
  server = await startFakeImap({
    capabilities,
    ...(namespace === undefined ? {} : { namespace }),
    ...(delimiter === undefined ? {} : { delimiter }),
  });
  session = await openSession(server, others);
}

async function list(counters = false) {
  const mailboxes = await session.backend.listMailboxes({ counters });
  return mailboxes.map(({ path, specialUse, specialUseSource, subscribed, status }) => ({
    path,
    ...(specialUse === undefined ? {} : { use: `${specialUseSource} ${specialUse}` }),
    subscribed,
    ...(status ? { messages: status.messages } : {}),
  }));
}

const INBOX = { path: "INBOX", use: "name \\Inbox", subscribed: true };

describe("a server that lists mailboxes in its own way", () => {
  it("is asked for less where it answers RETURN options with BAD, and the next time at once", async () => {
    for (const accepted of [/RETURN \(STATUS \([^)]*\)( SPECIAL-USE| CHILDREN)*\)/, /RETURN \(SUBSCRIBED\)/, /^$/]) {
      await open(MODERN);
      server.store.create("Work", { subscribed: false });
      server.store.deliver("Work", "Subject: x\r\n\r\n");
      server.on("LIST", (call) =>
        /RETURN/.test(call.line) && !accepted.test(call.line) ? call.bad("What?") : call.answer(),
      );
      const expected = [
        { ...INBOX, messages: 0 },
        { path: "Work", subscribed: false, messages: 1 },
      ];
      expect(await list(true)).toEqual(expected);
      const asked = server.received.filter(({ command }) => command === "LIST").length;
      expect(await list(true)).toEqual(expected);
      const again = server.received.filter(({ command }) => command === "LIST").length - asked;
      expect(again).toBeLessThan(asked);
      await session.close();
      await server.stop();
    }
    await open(MODERN);
  });

  it("tells subscriptions by LSUB where it knows no RETURN (SUBSCRIBED)", async () => {
    await open(PLAIN);
    server.store.create("Work");
    server.store.create("Idle", { subscribed: false });
    expect(await list()).toEqual([INBOX, { path: "Idle", subscribed: false }, { path: "Work", subscribed: true }]);
    expect(server.commands()).toContain("LSUB");
  });

  it("is taken to have everything subscribed when it tells no subscriptions at all", async () => {
    for (const deed of [refuse("Not here"), reject("Unknown command")]) {
      await open(PLAIN);
      server.store.create("Work", { subscribed: false });
      server.on("LSUB", deed);
      expect(await list()).toEqual([INBOX, { path: "Work", subscribed: true }]);
      await session.close();
      await server.stop();
    }
    await open(PLAIN);
  });

  it("is not believed about subscribed mailboxes that it does not list", async () => {
    await open(PLAIN);
    server.store.create("Work");
    server.on("LSUB", say('* LSUB () "/" INBOX', '* LSUB () "/" Gone', '* LSUB () "/" Work'));
    expect(await list()).toEqual([INBOX, { path: "Work", subscribed: true }]);
  });

  it("is asked for INBOX where that is outside the namespace", async () => {
    await open(PLAIN, { namespace: "INBOX.", delimiter: "." });
    server.store.create("INBOX.Sent");
    expect(await list()).toEqual([INBOX, { path: "INBOX.Sent", use: "name \\Sent", subscribed: true }]);
    expect(
      server.received.filter(({ command }) => command === "LIST").map(({ line }) => line.replace(/^\w+ /, "")),
    ).toEqual(['LIST "INBOX." "*"', 'LIST "" "INBOX"']);
  });

  it("is at fault, not empty, when it lists nothing that could be opened", async () => {
    for (const lines of [[], ['* LIST (\\Noselect) "/" "[Gmail]"']]) {
      await open(PLAIN);
      server.store.create("Work");
      const before = session.watch();
      await before.inSync();
      await before.stop();
      server.on("LIST", say(...lines));
      await expect(list()).rejects.toMatchObject({ kind: "unavailable", code: "IMAPUnavailable" });
      const watcher = session.watch({ hasConnectedBefore: true });
      expect(await watcher.ended).toMatchObject({ name: "ConnectFailure", reason: "connection" });
      expect(watcher.of("mailboxDeleted")).toEqual([]);
      // The connection that told so is not used again.
      server.behave();
      expect(await list()).toHaveLength(2);
      await session.close();
      await server.stop();
    }
    await open(PLAIN);
  });

  it("is at fault too when that comes over it later, and nothing is forgotten", async () => {
    await open(MODERN);
    server.store.create("Work");
    const watcher = session.watch();
    await watcher.inSync();
    server.on("LIST", say());
    await expect(session.backend.sync({})).rejects.toMatchObject({ kind: "unavailable" });
    server.behave();
    server.store.deliver("Work", "Subject: x\r\n\r\n");
    await session.backend.sync({});
    expect(watcher.subjects).toEqual(["x"]);
    expect([...watcher.of("mailboxDeleted"), ...watcher.of("mailboxReset")]).toEqual([]);
    await watcher.stop();
  });

  it("speaks XLIST, with INBOX by another name", async () => {
    await open([...PLAIN, "XLIST"]);
    server.store.create("Verschickt", { attributes: ["\\Sent"] });
    server.store.create("Werbung", { attributes: ["\\Spam"] });
    server.on("XLIST", async (call) => {
      await call.answer((line) => line.replace('() "/" "INBOX"', '(\\Inbox) "/" "Posteingang"'));
    });
    expect((await list()).map(({ path, use }) => `${path}: ${use}`)).toEqual([
      "INBOX: name \\Inbox",
      "Verschickt: extension \\Sent",
      "Werbung: extension \\Junk",
    ]);
  });

  it("has its say about special uses after the account and before the names", async () => {
    const settings = { sentMailPath: "inbox/out", trashMailPath: "Nowhere" };
    await open(MODERN, { imap: settings });
    server.store.create("INBOX/Out");
    server.store.create("Sent", { attributes: ["\\Sent"] });
    server.store.create("Bin", { attributes: ["\\Trash"] });
    server.store.create("Trash");
    server.store.create("Drafts");
    expect((await list()).map(({ path, use }) => `${path}: ${use}`)).toEqual([
      "INBOX: name \\Inbox",
      "INBOX/Out: user \\Sent",
      "Drafts: name \\Drafts",
      "Bin: extension \\Trash",
      "Sent: undefined",
      "Trash: undefined",
    ]);
  });

  it("is watched where the account says, in whichever spelling", async () => {
    await open(PLAIN, { namespace: "INBOX.", delimiter: ".", account: { path: ["work", "\\sent", "Nowhere"] } });
    for (const path of ["INBOX.Work", "INBOX.Sent", "INBOX.Other"]) server.store.create(path);
    const watcher = session.watch();
    await watcher.inSync();
    for (const path of ["INBOX", "INBOX.Work", "INBOX.Sent", "INBOX.Other"])
      server.store.deliver(path, `Subject: ${path}\r\n\r\n`);
    await session.backend.sync({});
    await watcher.until(({ subjects }) => subjects.length === 2);
    expect(watcher.subjects.toSorted()).toEqual(["INBOX.Sent", "INBOX.Work"]);
    await watcher.stop();
  });

  it("lists phantoms, which serve no purpose", async () => {
    await open(MODERN, { imap: { draftsMailPath: "Ghosts" } });
    server.store.create("Ghosts", { attributes: ["\\NonExistent"] });
    server.store.create("Sent", { attributes: ["\\NonExistent"] });
    server.store.create("Trash", { attributes: ["\\NonExistent", "\\Trash"] });
    server.store.create("Old/Sent");
    server.store.create("Old/Trash");
    expect((await list()).map(({ path, use }) => `${path}: ${use}`)).toEqual([
      "INBOX: name \\Inbox",
      "Old/Sent: name \\Sent",
      "Old/Trash: name \\Trash",
    ]);
  });

  it("tells the counters of some mailboxes only", async () => {
    await open(without("LIST-STATUS"));
    server.store.create("Locked");
    server.store.deliver("INBOX", "Subject: x\r\n\r\n");
    server.on("STATUS", (call) => (call.line.includes("Locked") ? call.no("Not yours") : call.answer()));
    expect(await list(true)).toEqual([
      { ...INBOX, messages: 1 },
      { path: "Locked", subscribed: true },
    ]);
    server.behave();
    server.on("STATUS", leaveOut(/^\* STATUS/));
    expect(await list(true)).toHaveLength(2);
  });
});
