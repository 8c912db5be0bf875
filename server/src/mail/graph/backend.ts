import { decode, encode } from "@msgpack/msgpack";
import { PosthornError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { BackendNotes, ChangeBatch, MailAccount, MailBackend } from "../../core/mail-backend.ts";
import type { HttpClient } from "../../net/http-client.ts";
import type { SmtpSender } from "../smtp-sender.ts";
import { createGraphApi, type GraphMeter } from "./api.ts";
import { appendMessage } from "./append.ts";
import { createMailbox, deleteMailbox, modifyMailbox, toMailboxes } from "./change-mailboxes.ts";
import { deleteMessages, moveMessages, updateMessages } from "./change-many-messages.ts";
import { deleteMessage, moveMessage, updateMessage } from "./change-messages.ts";
import type { Clock } from "../clock.ts";
import type { GraphContext } from "./context.ts";
import { toConnectFailure, toPosthornError } from "./errors.ts";
import { Folders, type KnownFolder } from "./folders.ts";
import { KnownMessages } from "./known-messages.ts";
import type { MailboxBudgets } from "./mailbox-budget.ts";
import {
  confirm,
  getAttachment,
  getMessage,
  getSource,
  getText,
  listMessages,
  searchMessages,
  tagOf,
} from "./messages.ts";
import { sendMessage } from "./send.ts";
import { Subscription } from "./subscription.ts";
import { getThread, listThreads } from "./threads.ts";
import { Watch } from "./watch.ts";
import { underSignals } from "../under-signals.ts";

export interface GraphBackendTools {
  http: HttpClient;
  log: Log;
  meter?: GraphMeter | undefined;
  clock: Clock;
  /** Shared by all accounts: those of one mailbox share what Graph lets an app do in it. */
  budgets: MailboxBudgets;
  /** For what goes through a gateway. */
  smtp: SmtpSender;
  /** Milliseconds for one request and its answer; a download may take longer once it has begun. */
  timeoutMs?: number;
  /** Milliseconds between two complete looks at a mailbox, whether Graph tells of changes or not. */
  pollMs?: number;
}

const TIMEOUT_MS = 60_000;
const POLL_MS = 600_000;
const LISTING_NOTE = "graph/listing";

/** A mailbox of Microsoft 365 or Outlook.com through Microsoft Graph. */
export function createGraphBackend(account: MailAccount, notes: BackendNotes, tools: GraphBackendTools): MailBackend {
  const { api: settings } = account;
  if (!settings) throw new PosthornError("unavailable", "The account has no API", { code: "ConnectionError" });
  const { http, log, meter, clock, budgets, smtp, timeoutMs = TIMEOUT_MS, pollMs = POLL_MS } = tools;
  const budget = budgets.of(settings.app, settings.mailbox ?? account.email ?? account.id);
  const api = createGraphApi(account, settings, { http, log, meter, clock, budget, timeoutMs });
  const closing = new AbortController();
  let listed: string | undefined;
  let watch: Watch | undefined;
  let lastSeen: Date | null = null;

  /** Keeps the listing for when nobody can be asked. */
  const folders = new Folders(api, async (known) => {
    const value = encode(known);
    const text = Buffer.from(value).toString("latin1");
    if (text === listed) return;
    listed = text;
    await notes.write([{ key: LISTING_NOTE, value }]);
  });
  const subscription = new Subscription({ api, settings, notes, clock, log, account: account.id });
  const context: GraphContext = { account, api, folders, clock, changed: () => watch?.lookSoon() };

  /** Does a call; what fails of it is ours to word. It ends with the backend. `what` completes "could not ...". */
  async function doing<T, O extends { signal?: AbortSignal }>(
    what: string,
    options: O,
    work: (options: O & { signal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    if (closing.signal.aborted)
      throw new PosthornError("unavailable", "The account was closed", { code: "ConnectionError", temporary: true });
    try {
      return await underSignals([options.signal, closing.signal], (signal) => work({ ...options, signal }));
    } catch (error) {
      throw toPosthornError(error, what);
    }
  }

  async function* watchWith(own: Watch): AsyncGenerator<ChangeBatch, void, void> {
    watch = own;
    try {
      yield* own.batches();
    } finally {
      watch = undefined;
    }
  }

  return {
    listMailboxes: (options) =>
      doing("list mailboxes", options, async ({ counters, signal }) => {
        await folders.refresh({ signal });
        return toMailboxes(folders.all, { counters });
      }),
    async storedMailboxes() {
      const value = (await notes.read(LISTING_NOTE)).get(LISTING_NOTE);
      return value ? toMailboxes(decode(value) as KnownFolder[], { counters: false }) : [];
    },
    createMailbox: (names, options) => doing("create the mailbox", options, (o) => createMailbox(context, names, o)),
    modifyMailbox: (path, change, options) =>
      doing("change the mailbox", options, (o) => modifyMailbox(context, path, change, o)),
    deleteMailbox: (path, options) => doing("delete the mailbox", options, (o) => deleteMailbox(context, path, o)),
    getQuota: async () => false,
    listMessages: (path, options) => doing("list messages", options, (o) => listMessages(context, path, o)),
    getMessage: (id, options) => doing("get a message", options, (o) => getMessage(context, id, o)),
    getText: (id, options) => doing("get a text", options, (o) => getText(context, id, o)),
    getAttachment: (id, options) => doing("get an attachment", options, (o) => getAttachment(context, id, o)),
    getSource: (id, options) => doing("get the source of a message", options, (o) => getSource(context, id, o)),
    tagOf: (id) => tagOf(context, id, new KnownMessages(notes)),
    confirm: (id, options) => doing("find a message", options, (o) => confirm(context, id, o)),
    updateMessage: (id, update, options) =>
      doing("update a message", options, (o) => updateMessage(context, id, update, o)),
    moveMessage: (id, path, options) => doing("move a message", options, (o) => moveMessage(context, id, path, o)),
    deleteMessage: (id, options) => doing("delete a message", options, (o) => deleteMessage(context, id, o)),
    searchMessages: (path, query, options) => doing("search", options, (o) => searchMessages(context, path, query, o)),
    listThreads: (path, options) => doing("list threads", options, (o) => listThreads(context, path, o)),
    getThread: (threadId, paths, options) =>
      doing("get a thread", options, (o) => getThread(context, threadId, paths, o)),
    updateMessages: (path, query, update, options) =>
      doing("update messages", options, (o) => updateMessages(context, path, query, update, o)),
    moveMessages: (path, query, target, options) =>
      doing("move messages", options, (o) => moveMessages(context, path, query, target, o)),
    deleteMessages: (path, query, options) =>
      doing("delete messages", options, (o) => deleteMessages(context, path, query, o)),
    append: (path, message, options) =>
      doing("store a message", options, (o) => appendMessage(context, path, message, o)),
    async send(message, options) {
      if (message.relay) return smtp.send(account, message, options);
      const sent = await sendMessage(api, message, options);
      watch?.lookSoon();
      return sent;
    },

    async *watch(options, signal) {
      if (watch) throw new PosthornError("conflict", "The account is being watched already");
      if (closing.signal.aborted) throw toConnectFailure(new Error("The account was closed"));
      const until = AbortSignal.any([signal, closing.signal]);
      const onInSync = () => (lastSeen = new Date(clock.now()));
      const parts = { api, settings, folders, notes, clock, subscription, pollMs, onInSync };
      yield* watchWith(new Watch(parts, options, until));
    },
    sync: (options) =>
      doing("look at the mailboxes", options, ({ signal }) => {
        if (!watch) throw toConnectFailure(new Error("The account is not connected"));
        return orAborted(watch.look(), signal);
      }),
    nudge(hint) {
      if (hint.kind !== "gmail") watch?.nudge(hint);
    },
    withdraw: (options) => doing("take back the subscription", options, (o) => subscription.withdraw(o)),

    get connections() {
      return api.underWay;
    },
    get lastSeen() {
      return lastSeen;
    },
    lookEveryMs: pollMs,
    async close() {
      closing.abort();
    },
  };
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
