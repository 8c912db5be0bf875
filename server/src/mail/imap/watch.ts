import type { MailboxObject } from "imapflow";
import {
  type BackendNotes,
  type ChangeBatch,
  ConnectFailure,
  type MailAccount,
  type MailChange,
  type WatchOptions,
} from "../../core/mail-backend.ts";
import { backoffDelay } from "../../core/backoff.ts";
import { ChangeQueue, type Urgency } from "./change-queue.ts";
import { closeReason, type ConnectionTools, type ImapClient, openConnection, withDeadline } from "./connection.ts";
import { errorText, isConnectionLost, isRefusal, toConnectFailure } from "./errors.ts";
import type { AccountMessages } from "./known-messages.ts";
import { MailboxIndex } from "./mailbox-index.ts";
import type { MailboxRegistry } from "./mailbox-registry.ts";
import { fetchMailboxes, type KnownMailbox, type MailboxDirectory, toRef } from "./mailboxes.ts";
import {
  decodeState,
  encodeState,
  indexPrefix,
  type MailboxState,
  numberOfState,
  STATE_PREFIX,
  stateKey,
} from "./mailbox-state.ts";
import type { ConnectionPool } from "./pool.ts";
import { SeenMessages } from "./seen-messages.ts";
import { type MailboxFreshness, selectMailbox } from "./selected-mailbox.ts";
import { planSync } from "./sync-plan.ts";
import { MailboxSync, SILENT, type MailboxSyncTools, type ToldBatch } from "./sync-mailbox.ts";
import { createNotesView } from "./unconfirmed-notes.ts";
import { chooseWatched, type WatchedMailboxes } from "./watched-mailboxes.ts";

// One connection stays in the account's main mailbox and listens; requests never borrow it. The
// other mailboxes are looked at over the request pool: all of them now and then, one of them when
// we changed it ourselves. Both find changes independently and put them into a queue, live ones
// first, from which the reader takes one batch at a time.

export interface WatchParts extends ConnectionTools {
  account: MailAccount;
  notes: BackendNotes;
  pool: ConnectionPool;
  registry: MailboxRegistry;
  directory: MailboxDirectory;
  freshness: MailboxFreshness;
  known: AccountMessages;
}

/** A watch under way. */
export interface Watch {
  batches: AsyncGenerator<ChangeBatch>;
  /** Looks at everything; resolves when done. */
  look(): Promise<void>;
  /** A mailbox was changed by a request. */
  lookAt(path: string): void;
}

/** Refused this often in a row, a mailbox is left alone for a while. */
const MAX_REFUSALS = 3;
const LEFT_ALONE_MS = 6 * 3_600_000;
const LOOK_AGAIN = { firstMs: 2_000, capMs: 300_000, jitter: 0.2 };
/** An IDLE that ends sooner was not accepted; the next one waits. */
const IDLE_PAUSE_MS = 1_000;

export function startWatch(parts: WatchParts, options: WatchOptions, signal: AbortSignal, onEnd: () => void): Watch {
  const watch = new AccountWatch(parts, options, signal, onEnd);
  return { batches: watch.batches(), look: () => watch.look(), lookAt: (path) => watch.lookAt(path) };
}

class AccountWatch {
  readonly #parts: WatchParts;
  readonly #options: WatchOptions;
  readonly #signal: AbortSignal;
  readonly #onEnd: () => void;
  readonly #queue = new ChangeQueue();
  readonly #view;
  readonly #end = new AbortController();
  readonly #refusals = new Map<string, { count: number; until: number }>();
  #client: ImapClient | undefined;
  #main: MailboxSync | undefined;
  #wake: () => void = () => {};
  #isAwake = false;
  #wantsNoop = false;
  #settledWaiters: (() => void)[] = [];
  readonly #pokes = new Set<string>();
  #lookers: { resolve(): void; reject(error: unknown): void }[] = [];
  #wakeSweeper: () => void = () => {};
  #nextLook = 0;
  #hadSyncError = false;

  constructor(parts: WatchParts, options: WatchOptions, signal: AbortSignal, onEnd: () => void) {
    this.#parts = parts;
    this.#options = options;
    this.#signal = signal;
    this.#onEnd = onEnd;
    this.#view = createNotesView(parts.notes);
  }

  async *batches(): AsyncGenerator<ChangeBatch> {
    const signal = this.#signal;
    const stop = () => this.#stop(new Stopped());
    signal.addEventListener("abort", stop, { once: true });
    try {
      if (signal.aborted) return;
      void this.#run();
      for (;;) {
        const told = await this.#queue.take();
        const batch = await this.#judge(told);
        yield batch;
        this.#view.confirm(told.notes);
      }
    } catch (error) {
      if (error instanceof Stopped || signal.aborted) return;
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
      this.#stop(new Stopped());
      this.#onEnd();
    }
  }

  /** Whether messages were seen before is decided last, when all that was told earlier is committed. */
  async #judge({ changes, notes }: ToldBatch): Promise<ChangeBatch> {
    if (!changes.some(({ type }) => type === "messageNew")) return { changes, notes };
    const seen = new SeenMessages(this.#parts.notes);
    for (const change of changes) {
      if (change.type !== "messageNew") continue;
      const { emailId, messageId } = change.message;
      const names = [...(emailId ? [`e${emailId}`] : []), ...(messageId ? [`m${messageId}`] : [])];
      if (await seen.meet(names)) change.message.seemsLikeNew = false;
    }
    return { changes, notes: [...notes, ...seen.takeWrites()] };
  }

  #stop(error: unknown) {
    this.#parts.freshness.listening(undefined);
    this.#queue.end(error);
    this.#end.abort();
    this.#client?.close();
    this.#wake();
    this.#wakeSweeper();
    for (const { reject } of this.#lookers.splice(0)) reject(error instanceof Stopped ? notWatching() : error);
    for (const resolve of this.#settledWaiters.splice(0)) resolve();
  }

  get #isOver() {
    return this.#end.signal.aborted;
  }

  async #put(urgency: Urgency, batch: ToldBatch) {
    this.#view.stage(batch.notes);
    await this.#queue.put(urgency, batch);
  }

  #tools(urgency: Urgency): MailboxSyncTools {
    const { timeouts, account } = this.#parts;
    return {
      options: this.#options,
      isFast: account.imapIndexer === "fast",
      known: this.#parts.known,
      tell: (batch) => this.#put(urgency, batch),
      command: (client, command) => withDeadline(client, timeouts.commandMs, command),
      now: () => Date.now(),
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
    };
  }

  // ---- The listening connection ---------------------------------------------------------------

  async #run(): Promise<void> {
    const { account, directory, timeouts } = this.#parts;
    try {
      const client = await openConnection(account, "watch", this.#parts, this.#end.signal);
      this.#client = client;
      client.once("close", () => this.#stop(closeReason(client, account.imap?.host)));
      if (this.#isOver) return client.close();
      await this.#put("live", { changes: [{ type: "connected" }], notes: [] });
      const mailboxes = await withDeadline(client, timeouts.commandMs, this.#list(client));
      directory.learn(mailboxes);
      const watched = chooseWatched(account, mailboxes, client.capabilities.has("X-GM-EXT-1"));
      await this.#listen(client, mailboxes, watched);
    } catch (error) {
      // When the connection is gone, why it is gone says more than what failed then.
      const failure = this.#client && !this.#client.usable ? closeReason(this.#client, account.imap?.host) : error;
      this.#stop(toConnectFailure(failure));
    }
  }

  async #list(client: ImapClient): Promise<KnownMailbox[]> {
    const mailboxes = await fetchMailboxes(client, this.#settings, true);
    // A mailbox account without mailboxes is a server in trouble, never a reason to forget them all.
    if (mailboxes.length === 0) throw new ConnectFailure("connection", "The mail server lists no mailboxes");
    return mailboxes;
  }

  get #settings() {
    const { imap } = this.#parts.account;
    if (!imap) throw new ConnectFailure("connection", "The account has no IMAP settings");
    return imap;
  }

  async #listen(client: ImapClient, mailboxes: KnownMailbox[], watched: WatchedMailboxes): Promise<void> {
    const { timeouts } = this.#parts;
    if (watched.main) {
      const selected = await withDeadline(client, timeouts.commandMs, selectMailbox(client, watched.main.path));
      const { sync, plan } = await this.#prepare(client, selected, watched.main, true, "live");
      this.#main = sync;
      this.#parts.freshness.listening(selected.path);
      sync.onPush = () => {
        this.#parts.freshness.changed(selected.path);
        this.#awake();
      };
      await sync.catchUp(plan);
    }
    this.#sweep(mailboxes).catch((error: unknown) => this.#stop(toConnectFailure(error)));
    let idle: Promise<void> | undefined;
    while (!this.#isOver) {
      this.#isAwake = false;
      if (this.#wantsNoop) {
        this.#wantsNoop = false;
        await withDeadline(client, timeouts.commandMs, client.noop());
      }
      await this.#main?.settle();
      if (!this.#wantsNoop) for (const resolve of this.#settledWaiters.splice(0)) resolve();
      if (this.#isAwake || this.#wantsNoop) continue;
      idle ??= this.#idle(client).finally(() => {
        idle = undefined;
        this.#awake();
      });
      if (!this.#isAwake && !this.#isOver) await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #awake() {
    this.#isAwake = true;
    this.#wake();
  }

  async #idle(client: ImapClient): Promise<void> {
    const began = performance.now();
    const isDone = await client.idle().catch(() => false);
    const lasted = performance.now() - began;
    if (isDone === false && lasted < IDLE_PAUSE_MS && !this.#isOver) await this.#pause(IDLE_PAUSE_MS);
  }

  async #pause(ms: number) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms);
      this.#end.signal.addEventListener("abort", done, { once: true });
      const signal = this.#end.signal;
      function done() {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
    });
  }

  /** Makes the listening connection ask the server, and waits until what it learnt is told. */
  async #checkMain(): Promise<void> {
    if (!this.#main || this.#isOver) return;
    this.#wantsNoop = true;
    const settled = new Promise<void>((resolve) => this.#settledWaiters.push(resolve));
    this.#awake();
    await settled;
  }

  // ---- All mailboxes --------------------------------------------------------------------------

  look(): Promise<void> {
    if (this.#isOver) return Promise.reject(notWatching());
    const looked = new Promise<void>((resolve, reject) => this.#lookers.push({ resolve, reject }));
    this.#wakeSweeper();
    return looked;
  }

  lookAt(path: string): void {
    if (this.#isOver) return;
    if (path === this.#main?.state.path) {
      this.#wantsNoop = true;
      this.#awake();
      return;
    }
    this.#pokes.add(path);
    this.#wakeSweeper();
  }

  async #sweep(first: KnownMailbox[] | undefined): Promise<void> {
    const everyMs = this.#settings.resyncDelay * 1000;
    let mailboxes = first;
    let failures = 0;
    while (!this.#isOver) {
      if (mailboxes || this.#lookers.length > 0 || performance.now() >= this.#nextLook) {
        const lookers = mailboxes ? [] : this.#lookers.splice(0);
        let pauseMs = everyMs;
        try {
          await this.#lookAround(mailboxes);
          failures = 0;
          for (const { resolve } of lookers) resolve();
        } catch (error) {
          for (const { reject } of lookers) reject(error);
          if (this.#isOver) throw error;
          await this.#sweepFailed(error);
          pauseMs = Math.min(everyMs, backoffDelay(LOOK_AGAIN, ++failures));
        }
        mailboxes = undefined;
        this.#nextLook = performance.now() + pauseMs;
      } else if (this.#pokes.size > 0) {
        const paths = [...this.#pokes];
        this.#pokes.clear();
        await this.#lookAtSome(paths).catch((error: unknown) => this.#sweepFailed(error));
      } else {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(this.#nextLook - performance.now(), 0x7fff_ffff));
          this.#wakeSweeper = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        this.#wakeSweeper = () => {};
      }
    }
  }

  /** The listening connection still works, so a look that failed is only tried again later. */
  async #sweepFailed(error: unknown): Promise<void> {
    this.#parts.log.warn({ account: this.#parts.account.id, err: error }, "Could not look at all mailboxes");
    this.#hadSyncError = true;
    const { message, ...rest } = errorText(error);
    await this.#put("background", {
      changes: [{ type: "syncError", error: { path: this.#main?.state.path ?? "INBOX", message, ...rest } }],
      notes: [],
    });
  }

  async #lookAround(listed: KnownMailbox[] | undefined): Promise<void> {
    const { account, directory } = this.#parts;
    const isRepeat = listed === undefined;
    let isGmail = this.#client?.capabilities.has("X-GM-EXT-1") ?? false;
    const mailboxes =
      listed ??
      (await this.#overPool(undefined, async (client) => {
        isGmail = client.capabilities.has("X-GM-EXT-1");
        return withDeadline(client, this.#parts.timeouts.commandMs, this.#list(client));
      }));
    directory.learn(mailboxes);
    this.#pokes.clear();
    const watched = chooseWatched(account, mailboxes, isGmail);
    let faults = 0;
    await this.#forgetMissing(mailboxes);
    for (const mailbox of mailboxes) {
      if (this.#isOver) return;
      if (mailbox.path === this.#main?.state.path) continue;
      if (!(await this.#lookAtOne(mailbox, watched.isWatched(mailbox)))) faults++;
    }
    if (isRepeat) await this.#checkMain();
    else if (this.#main) await this.#contradict(mailboxes);
    const changes: MailChange[] = [];
    if (faults === 0 && this.#hadSyncError) {
      this.#hadSyncError = false;
      changes.push({ type: "syncError", error: null });
    }
    await this.#put("background", { changes: [...changes, { type: "inSync" }], notes: [] });
  }

  /** The listing was made before the main mailbox was selected, so nothing may be older than it. */
  async #contradict(mailboxes: KnownMailbox[]) {
    const now = mailboxes.find(({ path }) => path === this.#main?.state.path)?.counters;
    if (now?.uidNext !== undefined && now.uidNext > (this.#main?.state.uidNext ?? 0)) await this.#checkMain();
  }

  async #lookAtSome(paths: string[]): Promise<void> {
    const known = await this.#parts.directory.all(this.#end.signal);
    const isGmail = this.#client?.capabilities.has("X-GM-EXT-1") ?? false;
    const watched = chooseWatched(this.#parts.account, known, isGmail);
    for (const path of paths) {
      const mailbox = known.find((candidate) => candidate.path === path);
      if (mailbox && watched.isWatched(mailbox)) await this.#lookAtOne({ ...mailbox, counters: undefined }, true);
    }
  }

  /** Answers whether the mailbox could be read. */
  async #lookAtOne(mailbox: KnownMailbox, isWatched: boolean): Promise<boolean> {
    const refused = this.#refusals.get(mailbox.path);
    if (refused && refused.count >= MAX_REFUSALS && Date.now() < refused.until) return true;
    try {
      if (!isWatched) await this.#keepCounters(mailbox);
      else if (!(await this.#isUnchanged(mailbox))) await this.#syncOverPool(mailbox);
      this.#refusals.delete(mailbox.path);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === "FolderNotFound") return true;
      if (!isRefusal(error)) throw error;
      this.#refusals.set(mailbox.path, { count: (refused?.count ?? 0) + 1, until: Date.now() + LEFT_ALONE_MS });
      this.#hadSyncError = true;
      const fault = { path: mailbox.path, ...errorText(error) };
      await this.#put("background", { changes: [{ type: "syncError", error: fault }], notes: [] });
      return false;
    }
  }

  async #syncOverPool(mailbox: KnownMailbox): Promise<void> {
    const { timeouts } = this.#parts;
    await this.#overPool(mailbox.path, async (client) => {
      const isSelected = client.mailbox && client.mailbox.path === mailbox.path;
      const selected = isSelected
        ? await this.#refreshed(client)
        : await withDeadline(client, timeouts.commandMs, selectMailbox(client, mailbox.path));
      const { sync, plan } = await this.#prepare(client, selected, mailbox, true, "background");
      try {
        await sync.catchUp(plan);
      } finally {
        sync.detach();
      }
    });
  }

  async #overPool<T>(path: string | undefined, work: (client: ImapClient) => Promise<T>): Promise<T> {
    const options = { as: "background", signal: this.#end.signal, ...(path === undefined ? {} : { path }) } as const;
    for (let attempt = 0; ; attempt++)
      try {
        return await this.#parts.pool.use(options, work);
      } catch (error) {
        // A server may hang up on whoever has a mailbox open that somebody deletes.
        if (attempt > 0 || !isConnectionLost(error) || this.#isOver) throw error;
      }
  }

  /** Selecting anew is the one way to learn UIDNEXT and HIGHESTMODSEQ of a selected mailbox. */
  async #refreshed(client: ImapClient): Promise<MailboxObject> {
    const { path } = client.mailbox as MailboxObject;
    return withDeadline(client, this.#parts.timeouts.commandMs, selectMailbox(client, path));
  }

  async #isUnchanged({ path, counters }: KnownMailbox): Promise<boolean> {
    if (counters?.uidValidity === undefined || counters.messages === undefined || counters.uidNext === undefined)
      return false;
    const number = await this.#parts.registry.numberOf({ path, uidValidity: counters.uidValidity });
    const state = await this.#readState(number);
    if (!state || !state.isWatched) return false;
    const now = { ...counters, uidValidity: counters.uidValidity, messages: counters.messages };
    return planSync(state, now, { hasConnectedBefore: true, time: Date.now() }) === "nothing";
  }

  async #keepCounters(mailbox: KnownMailbox): Promise<void> {
    const { counters, path } = mailbox;
    if (counters?.uidValidity === undefined) return;
    const number = await this.#parts.registry.numberOf({ path, uidValidity: counters.uidValidity });
    const known = await this.#readState(number);
    const { messages = 0, uidNext = 0 } = counters;
    if (known && !known.isWatched && known.messages === messages && known.uidNext === uidNext) return;
    const state = {
      ...newState(mailbox, counters.uidValidity, uidNext),
      messages,
      isWatched: false,
      isUnannounced: false,
    };
    await this.#put("background", { changes: [], notes: [{ key: stateKey(number), value: encodeState(state) }] });
  }

  // ---- What is remembered ---------------------------------------------------------------------

  async #readState(number: number): Promise<MailboxState | undefined> {
    const bytes = (await this.#view.read(stateKey(number))).get(stateKey(number));
    return bytes && decodeState(bytes);
  }

  async #readStates(): Promise<Map<number, MailboxState>> {
    const notes = await this.#view.read(STATE_PREFIX);
    return new Map([...notes].map(([key, bytes]) => [numberOfState(key), decodeState(bytes)]));
  }

  /** A mailbox's sync, made of what is remembered of it, and how much of it there is to do. */
  async #prepare(
    client: ImapClient,
    selected: MailboxObject,
    mailbox: KnownMailbox,
    isWatched: boolean,
    urgency: Urgency,
  ) {
    const uidValidity = selected.uidValidity.toString();
    const number = await this.#parts.registry.numberOf({ path: mailbox.path, uidValidity });
    const tools = this.#tools(urgency);
    let state = await this.#readState(number);
    let index = new MailboxIndex(
      indexPrefix(number),
      tools.isFast ? undefined : await this.#view.read(indexPrefix(number)),
    );
    // A mailbox under watch only since now, or an index of the other kind: as if never seen.
    if (state && !state.isWatched) state = undefined;
    // Notes are committed together, so if they don't agree some of them were lost.
    if (state && !tools.isFast && index.size !== state.messages) state = undefined;
    const leftOver = state ? [] : await this.#chunkNotes(number);
    const now = {
      uidValidity,
      uidNext: selected.uidNext || undefined,
      messages: selected.exists,
      highestModseq: selected.noModseq ? undefined : selected.highestModseq,
    };
    const before = state ? undefined : await this.#formerLife(mailbox.path, number);
    const time = Date.now();
    let plan = planSync(state, now, { hasConnectedBefore: this.#options.hasConnectedBefore, time });
    if (!state && before) plan = "reset";
    if (plan === "first" || plan === "seed" || plan === "reset") {
      index = new MailboxIndex(indexPrefix(number), new Map());
      const uidNext = selected.uidNext || 0;
      state = newState(mailbox, uidValidity, uidNext);
      if (plan !== "first") state.silentBelow = uidNext || SILENT;
      if (tools.isFast) state.uidNext = uidNext;
    }
    const kept = state as MailboxState;
    kept.specialUse = mailbox.specialUse;
    kept.isWatched = isWatched;
    const sync = new MailboxSync(client, selected, number, kept, index, tools);
    sync.prevUidValidity = before?.state.uidValidity;
    sync.alsoWrite = [...leftOver, ...(before ? await this.#notesToDrop(before.number) : [])];
    return { sync, plan };
  }

  /** What was remembered of the same path under another UIDVALIDITY. */
  async #formerLife(path: string, number: number) {
    for (const [other, state] of await this.#readStates())
      if (other !== number && state.path === path && state.isWatched) return { number: other, state };
    return undefined;
  }

  async #notesToDrop(number: number) {
    return [{ key: stateKey(number), value: null }, ...(await this.#chunkNotes(number))];
  }

  /** Taken away before anything new is written. */
  async #chunkNotes(number: number) {
    return [...(await this.#view.read(indexPrefix(number))).keys()].map((key) => ({ key, value: null }));
  }

  async #forgetMissing(mailboxes: readonly KnownMailbox[]): Promise<void> {
    const listed = new Set(mailboxes.map(({ path }) => path));
    for (const [number, state] of await this.#readStates()) {
      if (listed.has(state.path)) continue;
      if (state.path === this.#main?.state.path) {
        this.#stop(new ConnectFailure("connection", `The mailbox ${state.path} is gone`));
        return;
      }
      const mailbox = { ...toRef(state), name: state.name };
      await this.#put("background", {
        changes: state.isWatched ? [{ type: "mailboxDeleted", mailbox }] : [],
        notes: await this.#notesToDrop(number),
      });
    }
  }
}

function newState(mailbox: KnownMailbox, uidValidity: string, uidNext: number): MailboxState {
  return {
    path: mailbox.path,
    name: mailbox.name,
    specialUse: mailbox.specialUse,
    isWatched: true,
    uidValidity,
    uidNext: 1,
    messages: 0,
    highestModseq: undefined,
    silentBelow: 0,
    initialUidNext: uidNext,
    isIncomplete: true,
    isUnannounced: true,
    lastFullScan: 0,
    flagSets: [],
  };
}

const notWatching = () => new ConnectFailure("connection", "The account is not connected");

class Stopped extends Error {}
