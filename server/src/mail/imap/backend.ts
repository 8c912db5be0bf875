import type { Mailbox } from "@posthorn/contracts/mailboxes";
import { PosthornError } from "../../core/errors.ts";
import type { BackendNotes, MailAccount, MailBackend } from "../../core/mail-backend.ts";
import type { SmtpSender } from "../smtp-sender.ts";
import { createMailbox, deleteMailbox, modifyMailbox } from "./change-mailboxes.ts";
import { deleteMessages, moveMessages, updateMessages } from "./change-many-messages.ts";
import { appendMessage, deleteMessage, moveMessage, updateMessage } from "./change-messages.ts";
import { type ConnectionTools, openConnection } from "./connection.ts";
import { createAccountContext } from "./context.ts";
import { toPosthornError } from "./errors.ts";
import type { HostLimits } from "./host-limits.ts";
import type { KnownMessages } from "./known-messages.ts";
import { createMailboxDirectory } from "./mailbox-directory.ts";
import { createMailboxRegistry } from "./mailbox-registry.ts";
import { fetchMailboxes, type KnownMailbox, statusOf, toMailbox } from "./mailboxes.ts";
import { decodeState, STATE_PREFIX } from "./mailbox-state.ts";
import { confirm, getAttachment, getMessage, getSource, getText, listMessages, tagOf } from "./messages.ts";
import { createPool } from "./pool.ts";
import { getQuota } from "./quota.ts";
import { searchMessages } from "./search-messages.ts";
import { createMailboxFreshness } from "./selected-mailbox.ts";
import { createStoredListing } from "./stored-listing.ts";
import { getThread, listThreads } from "./threads.ts";
import { startWatch, type Watch } from "./watch.ts";

export interface ImapBackendTools extends ConnectionTools {
  smtp: SmtpSender;
  /** Connections for requests, besides the watching one. */
  maxRequestConnections: number;
  closeIdleAfterMs: number;
  /** Shared by all accounts. */
  knownMessages: KnownMessages;
  hostLimits: HostLimits;
}

export function createImapBackend(account: MailAccount, notes: BackendNotes, tools: ImapBackendTools): MailBackend {
  const { imap } = account;
  const { meter } = tools;
  if (!imap) throw new PosthornError("unavailable", "The account has no IMAP settings", { code: "IMAPUnavailable" });
  const pool = createPool({
    connect: (signal) => openConnection(account, "request", tools, signal),
    max: tools.maxRequestConnections,
    idleMs: tools.closeIdleAfterMs,
    hostLimit: tools.hostLimits.of(imap.host),
    ...(meter && { onWaiters: (change) => meter.imapWaiters(change) }),
  });
  const registry = createMailboxRegistry(notes);
  const freshness = createMailboxFreshness();
  const known = tools.knownMessages.ofAccount();
  const list = (withCounters: boolean, signal?: AbortSignal): Promise<KnownMailbox[]> =>
    context.withClient("list mailboxes", { signal }, (client) => fetchMailboxes(client, imap, withCounters));
  const directory = createMailboxDirectory((signal) => list(false, signal), createStoredListing(notes));
  let watch: Watch | undefined;
  let stopWatching: AbortController | undefined;
  let lastSeen: Date | null = null;
  let closed = false;
  const parts = { pool, registry, directory, freshness, known };
  const context = createAccountContext(account, parts, {
    onChanged: (path) => watch?.lookAt(path),
    onMailboxesChanged: () => watch?.lookSoon(),
  });

  /** With what the watch remembers of each. */
  const asShown = async (mailboxes: readonly KnownMailbox[], { counters = false } = {}): Promise<Mailbox[]> => {
    const states = [...(await notes.read(STATE_PREFIX)).values()].map(decodeState);
    const byPath = new Map(states.map((state) => [state.path, state]));
    return mailboxes.map((mailbox) => ({
      ...toMailbox(mailbox, byPath.get(mailbox.path)),
      ...(counters && { status: statusOf(mailbox) }),
    }));
  };

  return {
    async listMailboxes({ counters, signal }) {
      const mailboxes = await list(counters, signal);
      await directory.learn(mailboxes);
      return asShown(mailboxes, { counters });
    },
    storedMailboxes: async () => asShown(await directory.stored()),
    createMailbox: (names, options) => createMailbox(context, names, options),
    modifyMailbox: (path, change, options) => modifyMailbox(context, path, change, options),
    deleteMailbox: (path, options) => deleteMailbox(context, path, options),
    getQuota: (options) => getQuota(context, options),
    listMessages: (path, options) => listMessages(context, path, options),
    getMessage: (id, options) => getMessage(context, id, options),
    getText: (id, options) => getText(context, id, options),
    getAttachment: (id, options) => getAttachment(context, id, options),
    getSource: (id, options) => getSource(context, id, options),
    tagOf: (id) => tagOf(context, id),
    confirm: (id, options) => confirm(context, id, options),
    updateMessage: (id, update, options) => updateMessage(context, id, update, options),
    moveMessage: (id, path, options) => moveMessage(context, id, path, options),
    deleteMessage: (id, options) => deleteMessage(context, id, options),
    searchMessages: (path, query, options) => searchMessages(context, path, query, options),
    listThreads: (path, options) => listThreads(context, path, options),
    getThread: (threadId, paths, options) => getThread(context, threadId, paths, options),
    updateMessages: (path, query, update, options) => updateMessages(context, path, query, update, options),
    moveMessages: (path, query, target, options) => moveMessages(context, path, query, target, options),
    deleteMessages: (path, query, options) => deleteMessages(context, path, query, options),
    append: (path, message, options) => appendMessage(context, path, message, options),
    send: (message, options) => tools.smtp.send(account, message, options),

    async *watch(options, signal) {
      if (watch) throw new PosthornError("conflict", "The account is being watched already");
      if (closed) throw new PosthornError("unavailable", "The account was closed", { code: "IMAPConnectionClosing" });
      stopWatching = new AbortController();
      const onConfirmed = () => (lastSeen = new Date());
      const own = startWatch(
        { ...tools, ...parts, account, notes, onConfirmed },
        options,
        AbortSignal.any([signal, stopWatching.signal]),
        () => {
          watch = undefined;
        },
      );
      watch = own;
      yield* own.batches;
    },
    async sync({ signal }) {
      if (!watch)
        throw new PosthornError("unavailable", "The account is not connected", {
          code: "IMAPUnavailable",
          temporary: true,
        });
      const looked = watch.look().catch((error: unknown) => {
        throw toPosthornError(error, "look at the mailboxes");
      });
      if (!signal) return looked;
      await Promise.race([
        looked,
        new Promise<never>((_, reject) => {
          if (signal.aborted) reject(toPosthornError(signal.reason, "look at the mailboxes"));
          signal.addEventListener("abort", () => reject(toPosthornError(signal.reason, "look at the mailboxes")), {
            once: true,
          });
        }),
      ]);
    },
    get connections() {
      return pool.size + (watch?.connections ?? 0);
    },
    get subconnections() {
      return watch?.subconnections ?? [];
    },
    get lastSeen() {
      return lastSeen;
    },
    lookEveryMs: imap.resyncDelay * 1000,
    async close() {
      closed = true;
      stopWatching?.abort();
      pool.close();
    },
  };
}
