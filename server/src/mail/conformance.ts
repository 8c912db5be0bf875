import { buffer, text as textOf } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailBackend, WatchOptions } from "../core/mail-backend.ts";
import { keepsTheMarkPromises } from "./conformance-marks.ts";
import type { MemoryNotes } from "./conformance-notes.ts";
import { keepsTheSearchPromises } from "./conformance-search.ts";
import { keepsTheThreadPromises } from "./conformance-threads.ts";
import { type Traits, USUAL } from "./conformance-traits.ts";
import { WATCH_EVERYTHING, Watcher } from "./conformance-watcher.ts";

/** A fresh, empty account with an inbox and mailboxes for Sent, Trash, Junk and Drafts. */
export interface TestAccount {
  readonly notes: MemoryNotes;
  /** A new backend over the account and its notes; the one before is closed by then. */
  open(): MailBackend;
  /** Puts a message into a mailbox behind the backend's back. */
  deliver(message: string, mailbox?: string): Promise<void>;
  /** Makes and removes mailboxes behind the backend's back. */
  createMailbox(path: string): Promise<void>;
  deleteMailbox(path: string): Promise<void>;
  /** Removes a message for good, where the backend can't. */
  remove?(id: string): Promise<void>;
  /** Takes the mailbox's identity away, where the protocol has such a thing. */
  renumber?(mailbox: string): Promise<void>;
  /** Cuts the connections. */
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

export const MIXED_MAIL = [
  "From: =?utf-8?q?J=C3=B8rgen?= <jorgen@example.test>",
  "To: bob@example.test, Carol <carol@example.test>",
  "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=",
  "Message-ID: <mixed@example.test>",
  "In-Reply-To: <earlier@example.test>",
  "Date: Tue, 01 Jul 2025 10:00:00 +0200",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="outer"',
  "",
  "--outer",
  'Content-Type: multipart/alternative; boundary="inner"',
  "",
  "--inner",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Sch=C3=B6ne Gr=C3=BC=C3=9Fe",
  "--inner",
  "Content-Type: text/html; charset=utf-8",
  "",
  "<p>Hello</p>",
  "--inner--",
  "--outer",
  'Content-Type: application/octet-stream; name="data.bin"',
  "Content-Transfer-Encoding: base64",
  'Content-Disposition: attachment; filename="data.bin"',
  "",
  Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    .toString("base64")
    .replace(/.{76}/g, "$&\r\n"),
  "--outer--",
  "",
].join("\r\n");

export const mail = (subject: string, more: string[] = []) =>
  [
    "From: Ann <ann@example.test>",
    "To: bob@example.test",
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(" ", "-")}@example.test>`,
    "Date: Tue, 01 Jul 2025 10:00:00 +0000",
    ...more,
    "",
    `This is ${subject}.`,
    "",
  ].join("\r\n");

/** What every mail backend promises, whatever it speaks. */
export function keepsTheMailboxPromises(
  name: string,
  start: () => Promise<TestAccount>,
  /** Where the server differs from most. */
  differences: Partial<Traits> = {},
) {
  const traits: Traits = { ...USUAL, ...differences };
  const { canRenumber } = traits;
  /** What a message or an event says of its mailbox. */
  const placed = (path: string) => (traits.hasPlaces ? { path } : {});
  const dated = (date: string) => (traits.tellsHeaderDates ? { date } : { date: expect.any(String) as string });
  /** How the answer to a change tells of one operation. */
  const done = <T>(asked: T) => (traits.tellsOutcomes ? true : asked);

  describe(`${name} keeps the mailbox promises`, () => {
    let account: TestAccount;
    let backend: MailBackend;
    const watchers: Watcher[] = [];

    const watch = (options: Partial<WatchOptions> = {}) => {
      const watcher = new Watcher(backend, account.notes, options);
      watchers.push(watcher);
      return watcher;
    };
    const list = (path = "INBOX", pageSize = 20, cursor?: string) =>
      backend.listMessages(path, { page: 0, pageSize, ...(cursor === undefined ? {} : { cursor }) });
    const firstId = async (path = "INBOX") => (await list(path)).messages[0]?.id ?? "none";
    const subjectsIn = async (path: string) => (await list(path)).messages.map(({ subject }) => subject);
    const delivered = async (...subjects: string[]) => {
      for (const subject of subjects) await account.deliver(mail(subject));
    };

    /** Makes that there is no such message any more. */
    const remove = async (id: string) => {
      if (account.remove) await account.remove(id);
      else await backend.deleteMessage(id, { force: true });
    };

    beforeEach(async () => {
      account = await start();
      backend = account.open();
    });

    afterEach(async () => {
      for (const watcher of watchers.splice(0)) await watcher.stop().catch(() => undefined);
      await backend.close();
      expect(backend.connections).toBe(0);
      await account.close();
    });

    describe("reading", () => {
      it("lists mailboxes with their uses and counters, special ones first", async () => {
        await account.createMailbox("Ablage");
        await delivered("one");
        const mailboxes = await backend.listMailboxes({ counters: true });
        const uses = mailboxes.map(({ specialUse }) => specialUse);
        const all = traits.listsAllMail ? ["\\All"] : [];
        expect(uses).toEqual([...all, "\\Inbox", "\\Sent", "\\Drafts", "\\Junk", "\\Trash", undefined]);
        const at = (path: string) => mailboxes.find((mailbox) => mailbox.path === path);
        expect(at("INBOX")).toMatchObject({ status: { messages: 1, unseen: 1 } });
        expect(at("Ablage")).toMatchObject({ name: "Ablage", listed: true });
      });

      it("lists messages newest first and walks pages that new mail does not shift", async () => {
        await delivered("one", "two", "three", "four", "five");
        const first = await list("INBOX", 2);
        expect(first).toMatchObject({ total: 5, page: 0, pages: 3, prevPageCursor: null });
        expect(first.messages.map(({ subject }) => subject)).toEqual(["five", "four"]);
        await delivered("six");
        const second = await list("INBOX", 2, first.nextPageCursor ?? "");
        expect(second.messages.map(({ subject }) => subject)).toEqual(["three", "two"]);
        const third = await list("INBOX", 2, second.nextPageCursor ?? "");
        expect(third.messages.map(({ subject }) => subject)).toEqual(["one"]);
        expect(third.nextPageCursor).toBeNull();
        const back = await list("INBOX", 2, third.prevPageCursor ?? "");
        expect(back.messages.map(({ subject }) => subject)).toEqual(["three", "two"]);
      });

      it("answers an empty page beyond the end", async () => {
        await delivered("one");
        const wanted = backend.listMessages("INBOX", { page: 7, pageSize: 20 });
        if (!traits.hasPageNumbers)
          return expect(wanted).rejects.toMatchObject({ kind: "invalid", code: "InvalidInput" });
        const page = await wanted;
        expect(page).toMatchObject({ total: 1, pages: 1, messages: [], nextPageCursor: null });
        expect(page.prevPageCursor).not.toBeNull();
      });

      it("refuses cursors that are not its own", async () => {
        await expect(list("INBOX", 2, "rubbish")).rejects.toMatchObject({
          kind: "invalid",
          code: "InvalidCursorValue",
        });
        await expect(list("INBOX", 2, "other_e30")).rejects.toMatchObject({
          kind: "invalid",
          code: "InvalidCursorType",
        });
      });

      it("gives a message with its decoded headers, structure and text", async () => {
        await account.deliver(MIXED_MAIL);
        const message = await backend.getMessage(await firstId(), { textType: "*" });
        expect(message).toMatchObject({
          ...placed("INBOX"),
          ...dated("2025-07-01T08:00:00.000Z"),
          subject: "Grüße",
          from: { name: "Jørgen", address: "jorgen@example.test" },
          to: [
            { name: "", address: "bob@example.test" },
            { name: "Carol", address: "carol@example.test" },
          ],
          messageId: "<mixed@example.test>",
          inReplyTo: "<earlier@example.test>",
          unseen: true,
          flags: [],
          ...(traits.hasPlaces && { specialUse: "\\Inbox" }),
          messageSpecialUse: "\\Inbox",
          attachments: [
            { contentType: "application/octet-stream", filename: "data.bin", embedded: false, inline: false },
          ],
          text: { hasMore: false },
        });
        expect(message.text?.plain?.trim()).toBe(traits.keepsBothTexts ? "Schöne Grüße" : undefined);
        expect(message.text?.html?.trim()).toBe("<p>Hello</p>");
        expect(message.headers?.subject).toEqual(["=?utf-8?q?Gr=C3=BC=C3=9Fe?="]);
      });

      it("gives no text content unless asked, and by its id later", async () => {
        await account.deliver(MIXED_MAIL);
        const message = await backend.getMessage(await firstId(), {});
        expect(message.text).toHaveProperty("id");
        expect(message.text).not.toHaveProperty("plain");
        const all = await backend.getText(message.text?.id ?? "", {});
        expect(all.plain?.trim()).toBe(traits.keepsBothTexts ? "Schöne Grüße" : undefined);
        const html = await backend.getText(message.text?.id ?? "", { textType: "html" });
        expect(html).not.toHaveProperty("plain");
        const cut = await backend.getText(message.text?.id ?? "", { textType: "plain", maxBytes: 4 });
        expect(cut).toEqual({ plain: traits.keepsBothTexts ? "Schö" : "Hell", hasMore: true });
      });

      it("streams attachments decoded and the source byte for byte", async () => {
        await account.deliver(MIXED_MAIL);
        const message = await backend.getMessage(await firstId(), {});
        const file = await backend.getAttachment(message.attachments?.[0]?.id ?? "", {});
        expect(file).toMatchObject({ contentType: "application/octet-stream", filename: "data.bin" });
        expect([...(await buffer(file.content))]).toEqual(Array.from({ length: 256 }, (_, i) => i));
        expect(await textOf(await backend.getSource(message.id, {}))).toBe(MIXED_MAIL);
      });

      it("names content by tags that stay as long as the content does", async () => {
        await account.deliver(MIXED_MAIL);
        await account.deliver(mail("other"));
        const [other, mixed] = (await list()).messages;
        const ids = [mixed?.id ?? "", mixed?.attachments?.[0]?.id ?? "", other?.id ?? ""];
        const tags = await Promise.all(ids.map((id) => backend.tagOf(id)));
        expect(new Set(tags).size).toBe(3);
        for (const tag of tags) expect(tag).toMatch(/^[\w-]{8,100}$/);
        for (const id of ids) await backend.confirm(id, {});
        await backend.close();
        backend = account.open();
        expect(await Promise.all(ids.map((id) => backend.tagOf(id)))).toEqual(tags);
        await remove(ids[0] ?? "");
        const gone = { kind: "not_found", code: "MessageNotFound" };
        for (const id of ids.slice(0, 2)) await expect(backend.confirm(id, {})).rejects.toMatchObject(gone);
        await backend.confirm(ids[2] ?? "", {});
        for (const id of ["none", "AAAAAAAAAAA"]) await expect(backend.tagOf(id)).rejects.toMatchObject(gone);
      });

      it("marks a message as seen when asked to", async () => {
        await delivered("one");
        const message = await backend.getMessage(await firstId(), { markAsSeen: true });
        expect(message.flags).toEqual(["\\Seen"]);
        expect(message).not.toHaveProperty("unseen");
        expect((await list()).messages[0]?.flags).toEqual(["\\Seen"]);
      });

      it("tells what is not there", async () => {
        await delivered("one");
        const id = await firstId();
        await expect(list("Nowhere")).rejects.toMatchObject({ kind: "not_found", code: "FolderNotFound" });
        await remove(id);
        await expect(backend.getMessage(id, {})).rejects.toMatchObject({ kind: "not_found", code: "MessageNotFound" });
        for (const bad of ["AA", "AAAA", "zzzzzzzzzzzzzz", "________", "A".repeat(200)])
          await expect(backend.getMessage(bad, {}), bad).rejects.toMatchObject({ kind: "not_found" });
      });

      it("tells what is no longer there of a message that is gone", async () => {
        await account.deliver(MIXED_MAIL);
        const { id, text, attachments } = await backend.getMessage(await firstId(), {});
        const attachment = attachments?.[0]?.id ?? "";
        await remove(id);
        for (const read of [
          () => backend.getText(text?.id ?? "", {}),
          () => backend.getSource(id, {}),
          () => backend.getAttachment(attachment, {}),
          () => backend.updateMessage(id, { flags: { add: ["\\Seen"] } }, {}),
          () => backend.moveMessage(id, "Trash", {}),
          () => backend.deleteMessage(id, { force: false }),
        ])
          await expect(read(), String(read)).rejects.toMatchObject({ kind: "not_found" });
      });
    });

    describe("writing", () => {
      it("changes flags and says what it did", async () => {
        await delivered("one");
        const id = await firstId();
        const add = ["\\Seen", "\\Flagged"];
        expect(await backend.updateMessage(id, { flags: { add } }, {})).toMatchObject({ flags: { add: done(add) } });
        expect((await backend.getMessage(id, {})).flags?.toSorted()).toEqual(["\\Flagged", "\\Seen"]);
        await backend.updateMessage(id, { flags: { delete: ["\\Seen"] } }, {});
        expect((await backend.getMessage(id, {})).flags).toEqual(["\\Flagged"]);
        await backend.updateMessage(id, { flags: { set: [] } }, {});
        expect((await backend.getMessage(id, {})).flags).toEqual([]);
      });

      it("moves a message and tells where it is now", async () => {
        await delivered("one", "two");
        const moved = await backend.moveMessage(await firstId(), "\\Junk", {});
        expect(await subjectsIn("INBOX")).toEqual(["one"]);
        expect(await subjectsIn(moved.path)).toEqual(["two"]);
        if (moved.id !== undefined) expect((await backend.getMessage(moved.id, {})).subject).toBe("two");
      });

      it("refuses to move what or to where there is nothing", async () => {
        await delivered("one");
        const id = await firstId();
        await expect(backend.moveMessage(id, "Nowhere", {})).rejects.toMatchObject({ code: "FolderNotFound" });
        await remove(id);
        await expect(backend.moveMessage(id, "Trash", {})).rejects.toMatchObject({ code: "MessageNotFound" });
      });

      it("deletes by way of Trash, and from there for good", async () => {
        await delivered("one", "two");
        const deleted = await backend.deleteMessage(await firstId(), { force: false });
        const moved = { destination: expect.any(String) as string };
        expect(deleted).toMatchObject({ deleted: traits.callsTrashedDeleted, moved });
        expect(await subjectsIn("\\Trash")).toEqual(["two"]);
        if (!traits.deletesForGood) {
          const again = await backend.deleteMessage(await firstId("\\Trash"), { force: true });
          expect(again).toMatchObject({ deleted: true, moved });
          return expect(await subjectsIn("\\Trash")).toEqual(["two"]);
        }
        expect(await backend.deleteMessage(await firstId("\\Trash"), { force: false })).toEqual({ deleted: true });
        expect(await subjectsIn("\\Trash")).toEqual([]);
        expect(await backend.deleteMessage(await firstId(), { force: true })).toEqual({ deleted: true });
        expect(await subjectsIn("INBOX")).toEqual([]);
      });

      it("stores a message under a special use", async () => {
        const content = Buffer.from(mail("draft"));
        const stored = await backend.append("\\Drafts", content, {
          flags: ["\\Draft"],
          internalDate: new Date("2024-02-03T04:05:06Z"),
        });
        const [message] = (await list("\\Drafts")).messages;
        expect(message).toMatchObject({ subject: "draft", draft: true });
        if (stored.id !== undefined) expect(stored.id).toBe(message?.id);
        await expect(backend.append("Nowhere", content, {})).rejects.toMatchObject({ code: "FolderNotFound" });
      });
    });

    describe("organising", () => {
      const create = (...names: string[]) => backend.createMailbox(names, {});
      const mailboxes = () => backend.listMailboxes({ counters: false });
      const paths = async () => (await mailboxes()).map(({ path }) => path);
      const isSubscribed = async (path: string) =>
        (await mailboxes()).find((mailbox) => mailbox.path === path)?.subscribed;

      it("creates mailboxes by path or by names, once, and subscribes to them", async () => {
        const made = await create("Projects");
        expect(made).toMatchObject({ path: "Projects", created: true });
        const { path } = await create("Projects", "Büro & Co");
        expect(path).toMatch(/^Projects.Büro & Co$/);
        expect(await paths()).toEqual(expect.arrayContaining(["Projects", path]));
        expect(await isSubscribed(path)).toBe(true);
        expect(await create("Projects")).toMatchObject({ path: "Projects", created: false });
        expect(await create("inbox")).toMatchObject({ path: "INBOX", created: false });
        await backend.append(path, Buffer.from(mail("filed")), {});
        expect(await subjectsIn(path)).toEqual(["filed"]);
      });

      it("renames a mailbox with those below it, which keep their mail and subscriptions", async () => {
        await create("Old");
        const { path: below } = await create("Old", "Below");
        if (traits.hasSubscriptions) await backend.modifyMailbox("Old", { subscribed: false }, {});
        await backend.append(below, Buffer.from(mail("kept")), {});
        expect(await subjectsIn(below)).toEqual(["kept"]);
        expect(await backend.modifyMailbox("Old", { newPath: ["New"] }, {})).toMatchObject({
          path: "Old",
          newPath: "New",
          renamed: true,
        });
        const moved = below.replace("Old", "New");
        expect((await paths()).filter((path) => /Old|New/.test(path))).toEqual(["New", moved]);
        expect([await isSubscribed("New"), await isSubscribed(moved)]).toEqual([!traits.hasSubscriptions, true]);
        expect(await subjectsIn(moved)).toEqual(["kept"]);
        await expect(list(below)).rejects.toMatchObject({ code: "FolderNotFound" });
        // Another mailbox under the old name is not taken for the one that was there.
        await create("Old", "Below");
        expect(await subjectsIn(below)).toEqual([]);
      });

      it("renames nothing to its own name, nor over another mailbox, nor what is not there", async () => {
        await create("One");
        await create("Two");
        expect(await backend.modifyMailbox("One", { newPath: ["One"] }, {})).toEqual({ path: "One", renamed: false });
        for (const [from, to] of [
          ["One", "Two"],
          ["Nowhere", "Three"],
        ] as const)
          await expect(backend.modifyMailbox(from, { newPath: [to] }, {})).rejects.toMatchObject({
            kind: "invalid",
            code: expect.any(String),
            extra: { details: { response: expect.any(String) } },
          });
        expect(await paths()).toEqual(expect.arrayContaining(["One", "Two"]));
      });

      it("changes subscriptions, alone or with the name", async () => {
        await create("Lists");
        if (!traits.hasSubscriptions) {
          const change = backend.modifyMailbox("Lists", { subscribed: false }, {});
          expect(await change).toEqual({ path: "Lists", renamed: false });
          return expect(await isSubscribed("Lists")).toBe(true);
        }
        expect(await backend.modifyMailbox("Lists", { subscribed: false }, {})).toEqual({
          path: "Lists",
          subscribed: false,
        });
        expect(await isSubscribed("Lists")).toBe(false);
        expect(await backend.modifyMailbox("Lists", { newPath: ["News"], subscribed: true }, {})).toEqual({
          path: "Lists",
          newPath: "News",
          renamed: true,
          subscribed: true,
        });
        expect(await isSubscribed("News")).toBe(true);
        await backend.modifyMailbox("News", { newPath: ["Noise"], subscribed: false }, {});
        expect(await isSubscribed("Noise")).toBe(false);
      });

      it("deletes mailboxes, and tells why it does not", async () => {
        await create("Gone");
        await backend.append("Gone", Buffer.from(mail("gone")), {});
        expect(await subjectsIn("Gone")).toEqual(["gone"]);
        expect(await backend.deleteMailbox("Gone", {})).toMatchObject({ path: "Gone", deleted: true });
        await expect(list("Gone")).rejects.toMatchObject({ code: "FolderNotFound" });
        expect(await paths()).not.toContain("Gone");
        for (const path of ["Gone", "INBOX"])
          expect(await backend.deleteMailbox(path, {})).toMatchObject({
            path,
            deleted: false,
            info: { response: expect.stringMatching(/\w/) },
          });
        expect(await paths()).toContain("INBOX");
        expect(await create("Gone")).toMatchObject({ created: true });
        expect(await subjectsIn("Gone")).toEqual([]);
      });

      it("takes special uses for paths, whatever their spelling", async () => {
        await expect(backend.modifyMailbox("\\Flagged", { subscribed: true }, {})).rejects.toMatchObject({
          kind: "not_found",
          code: "FolderNotFound",
        });
        if (!traits.hasArchive) {
          await expect(create("\\Archive", "2025")).rejects.toMatchObject({ code: "FolderNotFound" });
          const stored = await backend.append("\\drafts", Buffer.from(mail("stored")), {});
          return expect(await subjectsIn(stored.path)).toEqual(["stored"]);
        }
        await create("Archive");
        await backend.append("\\archive", Buffer.from(mail("stored")), {});
        expect(await subjectsIn("\\Archive")).toEqual(["stored"]);
        const { path } = await create("\\Archive", "2025");
        expect(path).toMatch(/^Archive.2025$/);
        expect(await create("\\Archive")).toMatchObject({ path: "Archive", created: false });
        expect(await backend.deleteMailbox(path, {})).toMatchObject({ path, deleted: true });
        expect(await backend.modifyMailbox("\\Archive", { newPath: ["Attic"] }, {})).toMatchObject({
          path: "Archive",
          newPath: "Attic",
        });
        expect(await backend.deleteMailbox("\\Inbox", {})).toMatchObject({ path: "INBOX", deleted: false });
      });

      it("remembers them as last listed, without asking", async () => {
        expect(await backend.storedMailboxes()).toEqual([]);
        const watcher = watch();
        await watcher.inSync();
        await watcher.stop();
        const listed = await backend.listMailboxes({ counters: false });
        await backend.close();
        backend = account.open();
        expect(await backend.storedMailboxes()).toEqual(listed);
        expect(backend.connections).toBe(0);
      });

      it("soon tells of mailboxes that came and went, and of none that stayed", async () => {
        const first = watch();
        await first.inSync();
        await first.stop();
        const watcher = watch({ hasConnectedBefore: true, lastLook: new Date() });
        await watcher.inSync();
        const isNew = (path: string) => watcher.of("mailboxNew").some(({ mailbox }) => mailbox.path === path);
        const isGone = (path: string) => watcher.of("mailboxDeleted").some(({ mailbox }) => mailbox.path === path);
        await create("Soon");
        await watcher.until(() => isNew("Soon"), "the new mailbox");
        await backend.append("Soon", Buffer.from(mail("within")), {});
        await watcher.until(({ subjects }) => subjects.includes("within"));
        await backend.modifyMailbox("Soon", { newPath: ["Later"] }, {});
        await watcher.until(() => isNew("Later") && isGone("Soon"), "the new name");
        expect(await backend.deleteMailbox("INBOX", {})).toMatchObject({ deleted: false });
        await backend.deleteMailbox("Later", {});
        await watcher.until(() => isGone("Later"), "that the mailbox is gone");
        expect(watcher.of("mailboxDeleted").map(({ mailbox }) => mailbox.path)).toEqual(["Soon", "Later"]);
        expect(watcher.subjects).toEqual(["within"]);
      });
    });

    keepsTheSearchPromises(() => ({ account, backend, remove }), { mail, mixedMail: MIXED_MAIL }, traits);

    keepsTheThreadPromises(() => ({ account, backend }), mail, traits);

    keepsTheMarkPromises(() => ({ account, backend, watch }), MIXED_MAIL, traits);

    describe("watching", () => {
      it("tells existing mail once when it may, then what arrives", async () => {
        await delivered("one", "two");
        const watcher = watch();
        await watcher.inSync();
        expect(watcher.changes[0]).toMatchObject({ type: "connected" });
        expect(watcher.subjects).toEqual(["one", "two"]);
        await delivered("three");
        await watcher.until(({ subjects }) => subjects.includes("three"), "the third message");
        const { message, arrivedAt } = watcher.of("messageNew")[2] ?? {};
        expect(message).toMatchObject({ seemsLikeNew: true, unseen: true, ...placed("INBOX") });
        expect(arrivedAt).toEqual(expect.any(Number));
        expect(message?.text?.plain).toContain("This is three.");
        expect(message?.headers?.subject).toEqual(["three"]);
        expect((await backend.getMessage(message?.id ?? "", {})).subject).toBe("three");
      });

      it("tells no old mail to an account that wants only what comes", async () => {
        await delivered("old");
        const watcher = watch({ notifyFrom: new Date(Date.now() + 2000) });
        await watcher.inSync();
        await delivered("new");
        await watcher.until(({ subjects }) => subjects.length > 0);
        expect(watcher.subjects).toEqual(["new"]);
      });

      it("tells each of many quick deliveries exactly once", async () => {
        const watcher = watch();
        await watcher.inSync();
        const wanted = Array.from({ length: 20 }, (_, i) => `quick ${i}`);
        await delivered(...wanted);
        await watcher.until(({ subjects }) => subjects.length >= wanted.length);
        await backend.sync({});
        expect(watcher.subjects.toSorted()).toEqual(wanted.toSorted());
      });

      it("tells flags that change and messages that go", async () => {
        await delivered("one");
        const watcher = watch();
        await watcher.inSync();
        const id = await firstId();
        await backend.updateMessage(id, { flags: { add: ["\\Seen"] } }, {});
        await watcher.until(({ changes }) => changes.some(({ type }) => type === "messageUpdated"));
        expect(watcher.of("messageUpdated")[0]).toMatchObject({
          id,
          changes: { flags: { added: ["\\Seen"], value: ["\\Seen"] } },
        });
        await remove(id);
        await backend.sync({});
        await watcher.until(({ changes }) => changes.some(({ type }) => type === "messageDeleted"));
        expect(watcher.of("messageDeleted")[0]).toMatchObject({ id });
      });

      it("tells a moved message in its new place, as one seen before", async () => {
        await delivered("one");
        const watcher = watch();
        await watcher.inSync();
        await backend.moveMessage(await firstId(), "\\Junk", {});
        if (!traits.hasPlaces) {
          await watcher.until(({ changes }) => changes.some(({ type }) => type === "messageUpdated"));
          return expect(watcher.of("messageUpdated")[0]).toMatchObject({ changes: { labels: { added: ["\\Junk"] } } });
        }
        await watcher.until(({ subjects }) => subjects.length === 2);
        expect(watcher.of("messageNew")[1]?.message).toMatchObject({ subject: "one", seemsLikeNew: false });
      });

      it("finds out about mailboxes and mail in them when asked to look", async () => {
        const watcher = watch();
        await watcher.inSync();
        await account.createMailbox("Projects");
        await backend.sync({});
        await watcher.until(({ changes }) =>
          changes.some((c) => c.type === "mailboxNew" && c.mailbox.path === "Projects"),
        );
        await account.deliver(mail("elsewhere"), "Projects");
        await backend.sync({});
        await watcher.until(({ subjects }) => subjects.includes("elsewhere"));
        await account.deleteMailbox("Projects");
        await backend.sync({});
        await watcher.until(({ changes }) => changes.some(({ type }) => type === "mailboxDeleted"));
        expect(watcher.of("mailboxDeleted")).toHaveLength(1);
      });

      it("catches up with what happened while nobody watched", async () => {
        await delivered("one", "two", "three");
        const before = watch();
        await before.inSync();
        await before.stop();
        const [three, two] = (await list()).messages;
        await backend.updateMessage(three?.id ?? "", { flags: { add: ["\\Flagged"] } }, {});
        await remove(two?.id ?? "");
        await delivered("four");
        const after = watch({ hasConnectedBefore: true });
        await after.inSync();
        expect(after.subjects).toEqual(["four"]);
        expect(after.of("messageDeleted").map(({ id }) => id)).toEqual([two?.id]);
        expect(after.of("messageUpdated").map(({ id }) => id)).toEqual([three?.id]);
        expect(after.of("mailboxNew")).toEqual([]);
      });

      it("tells again what was not confirmed", async () => {
        await delivered("one");
        const abort = new AbortController();
        // A worker that dies between taking a batch and committing it.
        for await (const { changes, notes } of backend.watch(WATCH_EVERYTHING, abort.signal)) {
          if (changes.some(({ type }) => type === "messageNew")) break;
          account.notes.commit(notes);
        }
        await backend.close();
        backend = account.open();
        const watcher = watch();
        await watcher.inSync();
        expect(watcher.subjects).toEqual(["one"]);
      });

      it("turns lost notes into a reset and never old mail into new mail", async () => {
        await delivered("one", "two");
        const before = watch();
        await before.inSync();
        await before.stop();
        account.notes.kept.clear();
        await backend.close();
        backend = account.open();
        const after = watch({ hasConnectedBefore: true });
        await after.inSync();
        expect(after.subjects).toEqual([]);
        expect(after.of("mailboxReset")).toContainEqual(
          expect.objectContaining({
            reason: "syncStateLost",
            mailbox: expect.objectContaining({ path: traits.hasPlaces ? "INBOX" : "\\All" }),
          }),
        );
        await delivered("three");
        await after.until(({ subjects }) => subjects.length > 0);
        expect(after.subjects).toEqual(["three"]);
      });

      it("returns when it is told to stop, and may be started again", async () => {
        const before = watch();
        await before.inSync();
        await before.stop();
        const after = watch({ hasConnectedBefore: true });
        await after.inSync();
        await expect(
          backend.watch(WATCH_EVERYTHING, new AbortController().signal)[Symbol.asyncIterator]().next(),
        ).rejects.toThrow();
      });

      it("reports a lost connection and goes on where it was", async () => {
        const before = watch();
        await before.inSync();
        await account.disconnect();
        expect(await before.ended).toMatchObject({ name: "ConnectFailure", reason: "connection" });
        await delivered("meanwhile");
        const after = watch({ hasConnectedBefore: true });
        await after.until(({ subjects }) => subjects.length > 0);
        expect(after.subjects).toEqual(["meanwhile"]);
      });

      // There is nothing to try on servers whose mailboxes keep their identity.
      it.each(canRenumber ? ["when it lost its identity"] : [])("starts a mailbox over %s", async () => {
        await delivered("one", "two");
        const before = watch();
        await before.inSync();
        const id = await firstId();
        await before.stop();
        await backend.close();
        await account.renumber?.("INBOX");
        backend = account.open();
        await expect(backend.getMessage(id, {})).rejects.toMatchObject({ code: "MessageNotFound" });
        const after = watch({ hasConnectedBefore: true });
        await after.inSync();
        expect(after.subjects).toEqual([]);
        expect(after.of("mailboxReset")).toHaveLength(1);
        expect(after.of("mailboxReset")[0]).toMatchObject({ reason: "uidValidityChange", mailbox: { path: "INBOX" } });
        await delivered("three");
        await after.until(({ subjects }) => subjects.length > 0);
        expect(after.subjects).toEqual(["three"]);
      });
    });
  });
}
