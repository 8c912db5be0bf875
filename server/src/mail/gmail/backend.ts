import { PosthornError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import {
  type BackendNotes,
  type CallOptions,
  type ChangeBatch,
  ConnectFailure,
  type MailAccount,
  type MailBackend,
} from "../../core/mail-backend.ts";
import type { HttpClient } from "../../net/http-client.ts";
import { underSignals } from "../under-signals.ts";
import { createSendOnlyBackend } from "../send-only.ts";
import type { SmtpSender } from "../smtp-sender.ts";
import { GmailApi, type GmailMeter } from "./api.ts";
import { deleteMessages, moveMessages, updateMessages } from "./change-many-messages.ts";
import { appendMessage, deleteMessage, moveMessage, updateMessage } from "./change-messages.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { GmailContext } from "./context.ts";
import { toPosthornError } from "./errors.ts";
import { Labels, toMailboxes } from "./labels.ts";
import { createMailbox, deleteMailbox, listMailboxes, modifyMailbox } from "./mailboxes.ts";
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
import { listSignatures } from "./signatures.ts";
import { getThread, listThreads } from "./threads.ts";
import type { GmailBudgets } from "./unit-budget.ts";
import { AccountWatch, DEFAULT_PACE, type WatchPace } from "./watch.ts";

export interface GmailTools {
  http: HttpClient;
  log: Log;
  /** For messages that go through a gateway. */
  smtp: SmtpSender;
  /** Shared by all accounts. */
  budgets: GmailBudgets;
  meter?: GmailMeter;
  clock?: Clock;
  /** For one request. */
  timeoutMs?: number;
  pace?: Partial<WatchPace>;
}

const TIMEOUT_MS = 90_000;

/** An account of Gmail, by its API. */
export function createGmailBackend(account: MailAccount, notes: BackendNotes, tools: GmailTools): MailBackend {
  const { api: settings } = account;
  if (settings?.kind !== "gmail") throw new Error("The account is none of the Gmail API");
  const { clock = systemClock, budgets, log } = tools;
  const api = new GmailApi(settings, {
    http: tools.http,
    clock,
    meter: tools.meter,
    userBudget: budgets.forUser(clock),
    appBudget: budgets.forApp(settings.app, clock),
    timeoutMs: tools.timeoutMs ?? TIMEOUT_MS,
    proxy: account.proxy,
  });
  const context: GmailContext = {
    account,
    api,
    labels: new Labels(api, notes, clock),
    notes,
    clock,
    log,
    changed: () => watch.wake(),
  };
  const pace = { ...DEFAULT_PACE, ...tools.pace };
  const watch = new AccountWatch(context, pace);
  const closing = new AbortController();

  /** Does what a caller asks for; what goes wrong is told in our words. */
  async function serve<O extends CallOptions, T>(
    options: O,
    missing: string | undefined,
    work: (options: O & { signal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    if (closing.signal.aborted) throw closed();
    try {
      return await underSignals([closing.signal, options.signal], (signal) => work({ ...options, signal }));
    } catch (error) {
      options.signal?.throwIfAborted();
      throw closing.signal.aborted ? closed() : toPosthornError(error, missing);
    }
  }

  const message = "MessageNotFound";
  const folder = "FolderNotFound";
  const send: MailBackend["send"] = (outgoing, options) =>
    outgoing.relay ? tools.smtp.send(account, outgoing, options) : sendMessage(context, outgoing, options);

  if (settings.sendOnly)
    return {
      ...createSendOnlyBackend(account, { send: (_, outgoing, options) => send(outgoing, options) }),
      watch: (_, signal) => standBy(context, AbortSignal.any([signal, closing.signal])),
      close: async () => closing.abort(),
    };

  return {
    listMailboxes: (options) => serve(options, folder, (call) => listMailboxes(context, call)),
    async storedMailboxes() {
      const labels = await context.labels.stored();
      return labels.length === 0 ? [] : toMailboxes(labels);
    },
    createMailbox: (names, options) => serve(options, folder, (call) => createMailbox(context, names, call)),
    modifyMailbox: (path, change, options) =>
      serve(options, folder, (call) => modifyMailbox(context, path, change, call)),
    deleteMailbox: (path, options) => serve(options, folder, (call) => deleteMailbox(context, path, call)),
    getQuota: async () => false,
    listMessages: (path, options) => serve(options, folder, (call) => listMessages(context, path, call)),
    getMessage: (id, options) => serve(options, message, (call) => getMessage(context, id, call)),
    getText: (id, options) => serve(options, message, (call) => getText(context, id, call)),
    getAttachment: (id, options) => serve(options, message, (call) => getAttachment(context, id, call)),
    getSource: (id, options) => serve(options, message, (call) => getSource(context, id, call)),
    tagOf: async (id) => tagOf(context, id),
    confirm: (id, options) => serve(options, message, (call) => confirm(context, id, call)),
    updateMessage: (id, update, options) => serve(options, message, (call) => updateMessage(context, id, update, call)),
    moveMessage: (id, path, options) => serve(options, message, (call) => moveMessage(context, id, path, call)),
    deleteMessage: (id, options) => serve(options, message, (call) => deleteMessage(context, id, call)),
    searchMessages: (path, query, options) =>
      serve(options, message, (call) => searchMessages(context, path, query, call)),
    listThreads: (path, options) => serve(options, folder, (call) => listThreads(context, path, call)),
    getThread: (id, paths, options) => serve(options, "ThreadNotFound", (call) => getThread(context, id, paths, call)),
    updateMessages: (path, query, update, options) =>
      serve(options, message, (call) => updateMessages(context, path, query, update, call)),
    moveMessages: (path, query, target, options) =>
      serve(options, message, (call) => moveMessages(context, path, query, target, call)),
    deleteMessages: (path, query, options) =>
      serve(options, message, (call) => deleteMessages(context, path, query, call)),
    append: (path, content, options) => serve(options, folder, (call) => appendMessage(context, path, content, call)),
    send,
    listSignatures: (options) => serve(options, undefined, (call) => listSignatures(context, call)),

    watch: (options, signal) => watch.run(options, signal),
    sync: (options) => serve(options, undefined, () => watch.look()),
    nudge(hint) {
      if (hint.kind === "gmail") watch.hint(hint.historyId);
    },
    withdraw: (options) =>
      serve(options, undefined, (call) => api.call({ method: "stop", http: "POST", path: "stop" }, call)),

    get connections() {
      return api.open + (watch.isRunning ? 1 : 0);
    },
    get lastSeen() {
      return watch.lastLook;
    },
    lookEveryMs: pace.pollMs,
    async close() {
      closing.abort();
      watch.stop(new ConnectFailure("connection", "The backend was closed"));
    },
  };
}

const closed = () => new PosthornError("unavailable", "The backend is closed", { code: "IMAPConnectionClosing" });

/** What there is to watch where one may only send: whether there is a token. */
async function* standBy({ account }: GmailContext, signal: AbortSignal): AsyncGenerator<ChangeBatch, void, void> {
  await account.api?.tokens.current({ signal });
  yield { changes: [{ type: "connected" }, { type: "inSync" }], notes: [] };
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
