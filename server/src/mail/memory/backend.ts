import { Readable } from "node:stream";
import type { Mailbox } from "@posthorn/contracts/mailboxes";
import type { MessagePage, MessageUpdate } from "@posthorn/contracts/messages";
import { PosthornError } from "../../core/errors.ts";
import {
  type BackendNotes,
  type CallOptions,
  type ChangeBatch,
  ConnectFailure,
  type MailBackend,
  type PageRequest,
  SendError,
  type WatchOptions,
} from "../../core/mail-backend.ts";
import { findChanges, NOTES_PREFIX, readKnown } from "./changes.ts";
import { readMail } from "./mail-parts.ts";
import type { MemoryMailServer, Operation, StoredMail, StoredMailbox } from "./mail-server.ts";
import { cutText, idOf, readId, toListEntry, toMessage } from "./message-object.ts";
import { type PageCursor, readCursor, writeCursor } from "./page-cursor.ts";
import { findMails } from "./search.ts";
import { listThreads, threadIn } from "./threads.ts";

/**
 * A backend over a mail account in memory. It keeps every promise of MailBackend, so that what
 * stands on backends can be tested with a real one that needs no network.
 */
export function createMemoryBackend(server: MemoryMailServer, notes: BackendNotes): MailBackend {
  let isClosed = false;
  let isWatching = false;
  let wake = () => {};
  let cut: (failure: ConnectFailure) => void = () => {};

  const begin = (operation: Operation, { signal }: CallOptions) => {
    if (isClosed) throw new PosthornError("unavailable", "The backend is closed", { code: "IMAPConnectionClosing" });
    signal?.throwIfAborted();
    server.checkpoint(operation);
  };

  return {
    async listMailboxes(options) {
      begin("listMailboxes", options);
      return server.mailboxes.toSorted(byUseThenPath).map((mailbox) => toMailbox(mailbox, options.counters));
    },

    async storedMailboxes() {
      const known = readKnown(await notes.read(NOTES_PREFIX));
      const listed = server.mailboxes.filter(({ path }) => known.has(path));
      return listed.toSorted(byUseThenPath).map((mailbox) => toMailbox(mailbox, false));
    },

    async createMailbox(names, options) {
      begin("createMailbox", options);
      const path = pathOf(server, names);
      if (server.find(path)) return { path, created: false };
      server.createMailbox(path);
      return { path, created: true };
    },

    async modifyMailbox(wanted, { newPath: names, subscribed }, options) {
      begin("modifyMailbox", options);
      const path = pathOf(server, [wanted]);
      const newPath = names && pathOf(server, names);
      const isRenamed = newPath !== undefined && newPath !== path;
      if (isRenamed) rename(server, path, newPath);
      const mailbox = server.find(isRenamed ? newPath : path);
      const isDone = mailbox !== undefined && subscribed !== undefined;
      if (isDone) mailbox.subscribed = subscribed;
      return {
        path,
        ...(isRenamed && { newPath }),
        ...(newPath !== undefined && { renamed: isRenamed }),
        ...(isDone && { subscribed }),
      };
    },

    async deleteMailbox(wanted, options) {
      begin("deleteMailbox", options);
      const path = pathOf(server, [wanted]);
      if (!server.find(path)) return { path, deleted: false, info: NONEXISTENT };
      if (path === "INBOX") return { path, deleted: false, info: { response: "[CANNOT] INBOX stays", code: "CANNOT" } };
      server.deleteMailbox(path);
      return { path, deleted: true };
    },

    async getQuota(options) {
      begin("getQuota", options);
      return server.quota;
    },

    async listMessages(path, options) {
      begin("listMessages", options);
      const mailbox = mailboxAt(server, path);
      return pageOf(mailbox, options.pageSize, placeOf(mailbox, options));
    },

    async getMessage(id, options) {
      begin("getMessage", options);
      const { mailbox, mail } = mailOf(server, id);
      if (options.markAsSeen && !mail.flags.has("\\Seen")) {
        mail.flags.add("\\Seen");
        server.changed();
      }
      return toMessage(mailbox, mail, options);
    },

    async getText(textId, options) {
      begin("getText", options);
      return cutText(readMail(mailOf(server, textId).mail.raw), options);
    },

    async getAttachment(attachmentId, options) {
      begin("getAttachment", options);
      const { mail } = mailOf(server, attachmentId);
      const attachment = readMail(mail.raw).attachments[readId(attachmentId)?.part ?? -1];
      if (!attachment) throw new PosthornError("not_found", "Requested file not found", { code: "FileNotFound" });
      const { contentType, filename, content } = attachment;
      return { contentType, ...(filename !== undefined && { filename }), content: Readable.from([content]) };
    },

    async getSource(id, options) {
      begin("getSource", options);
      return Readable.from([mailOf(server, id).mail.raw]);
    },

    async tagOf(id) {
      mailOf(server, id);
      return id;
    },

    async confirm(id, options) {
      begin("confirm", options);
      mailOf(server, id);
    },

    async updateMessage(id, update, options) {
      begin("updateMessage", options);
      const { mail } = mailOf(server, id);
      if (update.labels) throw noLabels();
      const result = changeFlags(mail, update.flags ?? {});
      server.changed();
      return { flags: result };
    },

    async moveMessage(id, path, options) {
      begin("moveMessage", options);
      const { mailbox, mail } = mailOf(server, id);
      return move(server, mailbox, mail, mailboxAt(server, path));
    },

    async deleteMessage(id, options) {
      begin("deleteMessage", options);
      const { mailbox, mail } = mailOf(server, id);
      const trash = trashFor(server, mailbox, options.force);
      if (trash === undefined) {
        server.remove(mailbox, mail.uid);
        return { deleted: true };
      }
      const moved = move(server, mailbox, mail, trash);
      return { deleted: false, moved: { destination: moved.path, message: moved.id } };
    },

    async searchMessages(path, query, options) {
      begin("searchMessages", options);
      const mailbox = mailboxAt(server, path);
      return pageOf(mailbox, options.pageSize, placeOf(mailbox, options), findMails(mailbox, query));
    },

    async listThreads(path, options) {
      begin("listThreads", options);
      return listThreads(mailboxAt(server, path), options);
    },

    async getThread(threadId, paths, options) {
      begin("getThread", options);
      const mailboxes = paths.length > 1 ? paths.flatMap((path) => server.find(path) ?? []) : null;
      return threadIn(mailboxes ?? paths.map((path) => mailboxAt(server, path)), threadId);
    },

    async updateMessages(path, query, update, options) {
      begin("updateMessages", options);
      const mails = findMails(mailboxAt(server, path), query);
      if (update.labels) throw noLabels();
      const processed = options.dryRun ? 0 : mails.length;
      if (processed > 0) {
        for (const mail of mails) changeFlags(mail, update.flags ?? {});
        server.changed();
      }
      const outcome = Object.fromEntries(
        Object.keys(update.flags ?? {}).map((operation) => [operation, processed > 0]),
      );
      return { ...(update.flags && { flags: outcome }), matched: mails.length, processed };
    },

    async moveMessages(path, query, target, options) {
      begin("moveMessages", options);
      const mailbox = mailboxAt(server, path);
      const destination = mailboxAt(server, target);
      const mails = findMails(mailbox, query);
      if (options.dryRun || mails.length === 0) return { path: destination.path, matched: mails.length, processed: 0 };
      return { path: destination.path, ...moveAll(server, mailbox, mails, destination) };
    },

    async deleteMessages(path, query, options) {
      begin("deleteMessages", options);
      const mailbox = mailboxAt(server, path);
      const mails = findMails(mailbox, query);
      if (options.dryRun || mails.length === 0) return { deleted: false, matched: mails.length, processed: 0 };
      const trash = trashFor(server, mailbox, options.force);
      if (trash === undefined) {
        for (const { uid } of mails) server.remove(mailbox, uid);
        return { deleted: true, matched: mails.length, processed: mails.length };
      }
      const { idMap, ...counts } = moveAll(server, mailbox, mails, trash);
      return { deleted: false, moved: { destination: trash.path, idMap }, ...counts };
    },

    async append(path, message, options) {
      begin("append", options);
      const mailbox = mailboxAt(server, path);
      const mail = server.store(mailbox, {
        raw: Buffer.from(message),
        flags: new Set(options.flags),
        receivedAt: options.internalDate ?? new Date(),
        isArrival: false,
      });
      return { path: mailbox.path, id: idOf(mailbox, mail), uid: mail.uid, uidValidity: String(mailbox.uidValidity) };
    },

    async send({ beforeHandOff, ...message }, options) {
      begin("send", options);
      const rejected = server.refusalsAmong(message.envelope.to);
      await beforeHandOff().catch((cause: unknown) => {
        throw new SendError("The message was not released", { code: "ENOTRELEASED", cause });
      });
      if (options.signal?.aborted) {
        throw new SendError("Message sending aborted", { code: "EABORT", cause: options.signal.reason });
      }
      server.sent.push(message);
      const accepted = message.envelope.to.filter(
        (address) => !rejected.some((refusal) => refusal.address === address),
      );
      return { response: `250 OK ${server.sent.length}`, accepted, rejected, networkRouting: null };
    },

    watch: (options, signal) => watch(options, signal),

    async sync(options) {
      begin("sync", options);
      wake();
    },

    get connections() {
      return isWatching ? 1 : 0;
    },
    get lastSeen() {
      return isWatching ? new Date() : null;
    },
    lookEveryMs: 60_000,

    async close() {
      isClosed = true;
      cut(new ConnectFailure("connection", "The backend was closed"));
    },
  };

  async function* watch(options: WatchOptions, signal: AbortSignal): AsyncGenerator<ChangeBatch, void, void> {
    if (isWatching) throw new Error("The account is being watched already");
    begin("connect", {});
    isWatching = true;
    let failure: ConnectFailure | undefined;
    let isStale = true;
    let rouse = () => {};
    wake = () => {
      isStale = true;
      rouse();
    };
    cut = (reason) => {
      failure = reason;
      rouse();
    };
    const disconnect = server.connect(wake, cut);
    const onAbort = () => rouse();
    signal.addEventListener("abort", onAbort);
    try {
      const known = readKnown(await notes.read(NOTES_PREFIX));
      yield { changes: [{ type: "connected" }], notes: [] };
      while (!signal.aborted) {
        if (failure) throw failure;
        if (isStale) {
          isStale = false;
          const found = findChanges(server, known, options);
          yield { changes: [...found.changes, { type: "inSync" }], notes: found.notes };
          continue;
        }
        await new Promise<void>((resolve) => (rouse = resolve));
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      disconnect();
      isWatching = false;
      wake = () => {};
      cut = () => {};
    }
  }
}

const ORDER = ["\\Inbox", "\\Flagged", "\\Sent", "\\Drafts", "\\All", "\\Archive", "\\Junk", "\\Trash"];

function byUseThenPath(a: StoredMailbox, b: StoredMailbox): number {
  const rank = ({ specialUse }: StoredMailbox) => (specialUse ? ORDER.indexOf(specialUse) : ORDER.length);
  return rank(a) - rank(b) || a.path.localeCompare(b.path);
}

function toMailbox({ path, specialUse, subscribed, mails, nextUid }: StoredMailbox, counters: boolean): Mailbox {
  const names = path.split("/");
  return {
    path,
    delimiter: "/",
    parentPath: names.slice(0, -1).join("/"),
    name: names.at(-1) ?? path,
    listed: true,
    subscribed,
    ...(specialUse && { specialUse, specialUseSource: "extension" as const }),
    messages: mails.length,
    uidNext: nextUid,
    ...(counters && {
      status: { messages: mails.length, unseen: mails.filter(({ flags }) => !flags.has("\\Seen")).length },
    }),
  };
}

const NONEXISTENT = { response: "[NONEXISTENT] No such mailbox", code: "NONEXISTENT" };

/** The path that names lead to; the first of them may be a special use. */
function pathOf(server: MemoryMailServer, [first = "", ...rest]: readonly string[]): string {
  const known = first.startsWith("\\") ? mailboxAt(server, first) : server.find(first);
  return [known?.path ?? first, ...rest].join("/");
}

function rename(server: MemoryMailServer, path: string, newPath: string): void {
  const refuse = ({ response, code }: typeof NONEXISTENT) => {
    const details = { code, extra: { details: { response } } };
    return new PosthornError("invalid", `The mail server refused to rename the mailbox: ${response}`, details);
  };
  if (!server.find(path)) throw refuse(NONEXISTENT);
  if (path === "INBOX") throw refuse({ response: "[CANNOT] INBOX stays", code: "CANNOT" });
  if (server.find(newPath)) throw refuse({ response: "[ALREADYEXISTS] It is there", code: "ALREADYEXISTS" });
  server.renameMailbox(path, newPath);
}

function mailboxAt(server: MemoryMailServer, path: string): StoredMailbox {
  const mailbox = server.find(path);
  if (!mailbox) throw new PosthornError("not_found", `Mailbox not found: ${path}`, { code: "FolderNotFound" });
  return mailbox;
}

function mailOf(server: MemoryMailServer, id: string): { mailbox: StoredMailbox; mail: StoredMail } {
  const known = readId(id);
  const mailbox = server.mailboxes.find(({ uidValidity }) => uidValidity === known?.uidValidity);
  const mail = mailbox?.mails.find(({ uid }) => uid === known?.uid);
  if (!mailbox || !mail) throw new PosthornError("not_found", "Message not found", { code: "MessageNotFound" });
  return { mailbox, mail };
}

const placeOf = ({ nextUid }: StoredMailbox, { page, pageSize, cursor }: PageRequest): PageCursor =>
  cursor === undefined ? { page, offset: page * pageSize, newest: nextUid - 1 } : readCursor(cursor);

function pageOf(
  mailbox: StoredMailbox,
  pageSize: number,
  { page, offset, newest }: PageCursor,
  among = mailbox.mails,
): MessagePage {
  const mails = among.filter(({ uid }) => uid <= newest).toReversed();
  const pages = Math.ceil(mails.length / pageSize);
  const end = offset + pageSize;
  const before = Math.max(0, Math.min(offset, pages * pageSize) - pageSize);
  return {
    total: mails.length,
    page,
    pages,
    nextPageCursor: end < mails.length ? writeCursor({ page: page + 1, offset: end, newest }) : null,
    prevPageCursor:
      page > 0 ? writeCursor({ page: Math.max(Math.min(page, pages) - 1, 0), offset: before, newest }) : null,
    messages: mails.slice(offset, end).map((mail) => toListEntry(mailbox, mail)),
  };
}

function changeFlags(mail: StoredMail, { add, delete: remove, set }: NonNullable<MessageUpdate["flags"]>) {
  if (set) mail.flags = new Set(set);
  for (const flag of add ?? []) mail.flags.add(flag);
  for (const flag of remove ?? []) mail.flags.delete(flag);
  return {
    ...(add && { add: true }),
    ...(remove && { delete: true }),
    ...(set && { set: true }),
    result: [...mail.flags],
  };
}

const noLabels = () =>
  new PosthornError("unsupported", "The mail server has no labels", { code: "MissingServerExtension" });

/** Where deleted messages go; undefined where they are gone for good. */
function trashFor(server: MemoryMailServer, { specialUse }: StoredMailbox, force: boolean): StoredMailbox | undefined {
  return force || specialUse === "\\Trash" || specialUse === "\\Junk" ? undefined : server.find("\\Trash");
}

function moveAll(server: MemoryMailServer, from: StoredMailbox, mails: readonly StoredMail[], to: StoredMailbox) {
  const idMap = mails.map((mail) => [idOf(from, mail), move(server, from, mail, to).id]);
  return { idMap, matched: mails.length, processed: mails.length };
}

function move(server: MemoryMailServer, from: StoredMailbox, mail: StoredMail, to: StoredMailbox) {
  server.remove(from, mail.uid);
  const moved = server.store(to, { ...mail, isArrival: false });
  return { path: to.path, id: idOf(to, moved), uid: moved.uid };
}
