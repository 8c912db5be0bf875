import { refuse } from "@posthorn/fakes/imap/deeds";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mail, openSession, type Session } from "./testing.ts";

// What Gmail offered in 2026, less what has no part in this.
const CAPABILITIES = [
  "IMAP4rev1",
  "UNSELECT",
  "IDLE",
  "NAMESPACE",
  "ID",
  "XLIST",
  "CHILDREN",
  "X-GM-EXT-1",
  "UIDPLUS",
  "ENABLE",
  "MOVE",
  "CONDSTORE",
  "ESEARCH",
  "UTF8=ACCEPT",
  "LIST-EXTENDED",
  "LIST-STATUS",
  "SPECIAL-USE",
];
const ALL = "[Gmail]/All Mail";
const INVOICE = { emailId: "1800000000000000001", threadId: "1800000000000000000" };

let server: FakeImap;
let session: Session;

beforeEach(async () => {
  server = await startFakeImap({ capabilities: CAPABILITIES });
  session = await openSession(server, { maxRequestConnections: 3 });
  const { store } = server;
  store.create("[Gmail]", { attributes: ["\\Noselect"] });
  store.create(ALL, { attributes: ["\\All"] });
  store.create("[Gmail]/Spam", { attributes: ["\\Junk"] });
  store.create("[Gmail]/Trash", { attributes: ["\\Trash"] });
  store.create("[Gmail]/Sent Mail", { attributes: ["\\Sent"] });
  store.create("[Gmail]/Starred", { attributes: ["\\Flagged"] });
  store.create("Clients/Acme");
});
afterEach(async () => {
  await session.close();
  await server.stop();
});

/** As Gmail does it: once more in All Mail. */
function deliver(subject: string, labels: string[], ids: { emailId: string; threadId: string }, ...paths: string[]) {
  for (const path of [...paths, ALL]) server.store.deliver(path, mail(subject), { labels, ...ids });
}

describe("Gmail over IMAP", () => {
  it("is watched in All Mail, Spam and Trash, and tells each message once, with its labels", async () => {
    const watcher = session.watch();
    await watcher.inSync();
    const idling = () => server.received.filter(({ connection, line }) => connection === 1 && /SELECT/.test(line));
    expect(idling().map(({ line }) => line)).toEqual([expect.stringContaining(ALL)]);
    deliver("invoice", ["\\Inbox", "\\Important", "Clients/Acme"], INVOICE, "INBOX", "Clients/Acme");
    await watcher.until(({ subjects }) => subjects.includes("invoice"));
    const [{ mailbox, message } = { mailbox: undefined, message: undefined }] = watcher.of("messageNew");
    expect(mailbox).toEqual({ path: ALL, specialUse: "\\All" });
    expect(message).toMatchObject({
      ...INVOICE,
      path: ALL,
      specialUse: "\\All",
      messageSpecialUse: "\\Inbox",
      labels: ["\\Inbox", "\\Important", "Clients/Acme"],
    });
    server.store.deliver("[Gmail]/Spam", mail("prize"));
    server.store.deliver("[Gmail]/Starred", mail("starred"));
    await session.backend.sync({});
    expect(watcher.subjects).toEqual(["invoice", "prize"]);
    expect(watcher.of("messageNew")[1]?.mailbox).toEqual({ path: "[Gmail]/Spam", specialUse: "\\Junk" });
    const told = new Set(watcher.of("mailboxNew").map(({ mailbox }) => mailbox.path));
    expect(told).toEqual(new Set([ALL, "[Gmail]/Spam", "[Gmail]/Trash"]));
    await watcher.stop();
  });

  it("tells ids and labels in listings and messages", async () => {
    deliver("invoice", ["\\Inbox", "Clients/Acme"], INVOICE);
    deliver("answer", ["\\Sent"], { emailId: "18", threadId: INVOICE.threadId });
    const page = await session.backend.listMessages("\\All", { page: 0, pageSize: 10 });
    expect(page.messages).toMatchObject([
      { subject: "answer", emailId: "18", threadId: INVOICE.threadId, labels: ["\\Sent"] },
      { subject: "invoice", ...INVOICE, labels: ["\\Inbox", "Clients/Acme"] },
    ]);
    const [answer, invoice] = page.messages;
    expect(await session.backend.getMessage(answer?.id ?? "", {})).toMatchObject({ messageSpecialUse: "\\Sent" });
    expect(await session.backend.getMessage(invoice?.id ?? "", {})).toMatchObject({
      ...INVOICE,
      path: ALL,
      messageSpecialUse: "\\Inbox",
      labels: ["\\Inbox", "Clients/Acme"],
    });
  });

  it("says by a message's labels what it is for, in Gmail's own words", async () => {
    const uses: [string[], string | undefined][] = [
      [["\\Draft"], "\\Drafts"],
      [["\\Spam", "\\Inbox"], "\\Junk"],
      [["\\Sent", "\\Inbox"], "\\Sent"],
      [["\\Important", "\\Starred", "Inbox"], undefined],
      [[], undefined],
    ];
    for (const [i, [labels]] of uses.entries()) deliver(`mail ${i}`, labels, { emailId: `${i + 1}`, threadId: "1" });
    const { messages } = await session.backend.listMessages("\\All", { page: 0, pageSize: 10 });
    for (const [i, { id = "" }] of messages.toReversed().entries()) {
      const message = await session.backend.getMessage(id, {});
      expect([message.labels ?? [], message.messageSpecialUse]).toEqual(uses[i]);
    }
  });

  it("takes labels, and tells at the next look what others did to them", async () => {
    deliver("invoice", ["\\Inbox"], INVOICE);
    const first = session.watch();
    await first.inSync();
    const id = first.of("messageNew")[0]?.message.id ?? "";
    const result = await session.backend.updateMessage(id, { labels: { add: ["Paid"], delete: ["\\Inbox"] } }, {});
    expect(result).toEqual({ labels: { add: true, delete: true } });
    expect([...(server.store.at(ALL).messages[0]?.labels ?? [])]).toEqual(["Paid"]);
    await first.stop();
    server.store.label(ALL, 1, ["Paid", "Archive"]);
    const second = session.watch({ hasConnectedBefore: true });
    await second.inSync();
    expect(second.of("messageUpdated").map(({ changes }) => changes.labels)).toContainEqual(
      expect.objectContaining({ value: ["Paid", "Archive"] }),
    );
    await second.stop();
  });

  it("tells at once what others did to labels while it was listened to", async () => {
    deliver("invoice", ["\\Inbox"], INVOICE);
    const watcher = session.watch();
    await watcher.inSync();
    server.store.label(ALL, 1, ["\\Inbox", "Paid"]);
    await watcher.until((told) => told.of("messageUpdated").length > 0);
    expect(watcher.of("messageUpdated").map(({ changes }) => changes)).toEqual([
      { labels: { added: ["Paid"], value: ["\\Inbox", "Paid"] } },
    ]);
    await watcher.stop();
  });

  it("with All Mail hidden is a server like any other", async () => {
    server.store.delete(ALL);
    const watcher = session.watch();
    await watcher.inSync();
    for (const path of ["INBOX", "Clients/Acme"])
      server.store.deliver(path, mail("invoice"), { labels: ["\\Inbox", "Clients/Acme"], ...INVOICE });
    await session.backend.sync({});
    await watcher.until(({ subjects }) => subjects.length === 2);
    const told = watcher.of("messageNew").map(({ mailbox }) => mailbox.path);
    expect(told.toSorted()).toEqual(["Clients/Acme", "INBOX"]);
    await watcher.stop();
  });

  it("gives 15 connections to everyone together: calls make do with those they have", async () => {
    server.store.deliver("INBOX", mail("one"));
    // Somebody's phone and tablet have taken all but two.
    server.on("LOGIN", (call) =>
      server.users > 1 ? call.no("[ALERT] Too many simultaneous connections. (Failure)") : call.answer(),
    );
    const watcher = session.watch();
    await watcher.inSync();
    const pages = await Promise.all(Array.from({ length: 12 }, () => session.listInbox()));
    expect(pages.every(({ messages }) => messages.length === 1)).toBe(true);
    await watcher.stop();
  });

  it("tells too many connections from wrong credentials, though it says ALERT to both", async () => {
    const answers: [string, "authentication" | "connection"][] = [
      ["[ALERT] Too many simultaneous connections. (Failure)", "connection"],
      ["[ALERT] Application-specific password required: https://support.google.com/a (Failure)", "authentication"],
      ["[ALERT] Please log in via your web browser: https://support.google.com/b (Failure)", "authentication"],
      ["[AUTHENTICATIONFAILED] Invalid credentials (Failure)", "authentication"],
      ["[UNAVAILABLE] Temporary System Error", "connection"],
    ];
    for (const [answer, reason] of answers) {
      server.behave();
      server.on("LOGIN", refuse(answer));
      expect(await session.watch().ended, answer).toMatchObject({ name: "ConnectFailure", reason });
    }
  });
});
