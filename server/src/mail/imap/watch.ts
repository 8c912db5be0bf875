import type { SubconnectionState } from "@posthorn/contracts/server-details";
import {
  type BackendNotes,
  type ChangeBatch,
  ConnectFailure,
  type ImapSettings,
  type MailAccount,
  type WatchOptions,
} from "../../core/mail-backend.ts";
import { BatchJudge } from "./batch-judge.ts";
import { ChangeQueue, type Urgency } from "./change-queue.ts";
import {
  closeReason,
  type ConnectionTools,
  forgetSetup,
  type ImapClient,
  openConnection,
  withDeadline,
} from "./connection.ts";
import { toConnectFailure, tooManyConnections } from "./errors.ts";
import { IdleLoop } from "./idle-loop.ts";
import { keepAlive } from "./keep-alive.ts";
import type { AccountMessages } from "./known-messages.ts";
import type { MailboxDirectory } from "./mailbox-directory.ts";
import { MailboxMemory } from "./mailbox-memory.ts";
import type { MailboxRegistry } from "./mailbox-registry.ts";
import { fetchMailboxes, type KnownMailbox } from "./mailboxes.ts";
import { MainListener } from "./main-listener.ts";
import { subscribeToAll } from "./notify.ts";
import type { ConnectionPool } from "./pool.ts";
import { quirksOf } from "./quirks.ts";
import { selectSince } from "./resync.ts";
import type { MailboxFreshness } from "./selected-mailbox.ts";
import { noteOfServer } from "./server-details.ts";
import { SubConnections } from "./sub-connections.ts";
import { Sweeper } from "./sweeper.ts";
import { MailboxSync } from "./sync-mailbox.ts";
import type { MailboxSyncTools, ToldBatch } from "./sync-tools.ts";
import { createNotesView } from "./unconfirmed-notes.ts";
import { chooseWatched, findMailbox } from "./watched-mailboxes.ts";

// One connection stays in the account's main mailbox and listens (main-listener.ts); requests never
// borrow it. The other mailboxes are looked at over the request pool (sweeper.ts): all of them now
// and then, one of them when the server pushes something about it (notify.ts, sub-connections.ts)
// or when we changed it ourselves. All of these find changes independently and put them into a
// queue, live ones first, from which the reader takes one batch at a time.

export interface WatchParts extends ConnectionTools {
  account: MailAccount;
  notes: BackendNotes;
  pool: ConnectionPool;
  registry: MailboxRegistry;
  directory: MailboxDirectory;
  freshness: MailboxFreshness;
  known: AccountMessages;
  /** The server confirmed all that was told. */
  onConfirmed(): void;
}

/** A watch under way. */
export interface Watch {
  batches: AsyncGenerator<ChangeBatch>;
  /** Open connections, those of the pool aside. */
  readonly connections: number;
  /** How the mailboxes fare that have a connection of their own. */
  readonly subconnections: SubconnectionState[];
  /** Looks at everything; resolves when done. */
  look(): Promise<void>;
  /** A mailbox was changed by a request. */
  lookAt(path: string): void;
  /** Mailboxes came or went by a request. */
  lookSoon(): void;
}

export function startWatch(parts: WatchParts, options: WatchOptions, signal: AbortSignal, onEnd: () => void): Watch {
  return new AccountWatch(parts, options, signal, onEnd);
}

/** A push may be on its way for so long before its absence is looked into. */
const PUSH_GRACE_MS = 5_000;

class AccountWatch implements Watch {
  readonly batches: AsyncGenerator<ChangeBatch>;
  readonly #parts: WatchParts;
  readonly #options: WatchOptions;
  readonly #signal: AbortSignal;
  readonly #onEnd: () => void;
  readonly #queue = new ChangeQueue();
  readonly #view;
  readonly #memory: MailboxMemory;
  readonly #judge: BatchJudge;
  readonly #end = new AbortController();
  readonly #subConnections: SubConnections;
  #client: ImapClient | undefined;
  #main: MainListener | undefined;
  #sweeper: Sweeper | undefined;
  /** Whether the listing that the sweeper begins with is out of date. */
  #mustLook = false;

  constructor(parts: WatchParts, options: WatchOptions, signal: AbortSignal, onEnd: () => void) {
    this.#parts = parts;
    this.#options = options;
    this.#signal = signal;
    this.#onEnd = onEnd;
    this.#view = createNotesView(parts.notes);
    const { hasConnectedBefore } = options;
    this.#memory = new MailboxMemory(this.#view, parts.registry, { isFast: this.#isFast, hasConnectedBefore });
    this.#judge = new BatchJudge(parts.notes, parts.registry);
    this.#subConnections = new SubConnections(parts.account, parts, this.#end.signal, (path) => this.lookAt(path));
    this.batches = this.#batches();
  }

  get connections(): number {
    return (this.#client ? 1 : 0) + this.#subConnections.size;
  }

  get subconnections(): SubconnectionState[] {
    return this.#subConnections.states;
  }

  look(): Promise<void> {
    if (this.#isOver || !this.#sweeper) return Promise.reject(notWatching());
    return this.#sweeper.look();
  }

  lookAt(path: string): void {
    if (this.#isOver) return;
    if (path === this.#main?.path) this.#main.poke();
    else this.#sweeper?.lookAt(path);
  }

  lookSoon(): void {
    this.#mustLook = true;
    this.#sweeper?.lookSoon();
  }

  async *#batches(): AsyncGenerator<ChangeBatch> {
    const signal = this.#signal;
    const stop = () => this.#stop(new Stopped());
    signal.addEventListener("abort", stop, { once: true });
    try {
      if (signal.aborted) return;
      void this.#run();
      for (;;) {
        const told = await this.#queue.take();
        yield await this.#judge.judge(told);
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

  #stop(error: unknown) {
    this.#parts.freshness.listening(undefined);
    this.#queue.end(error);
    this.#end.abort();
    this.#client?.close();
    this.#sweeper?.stop(error instanceof Stopped ? notWatching() : error);
  }

  get #isOver() {
    return this.#end.signal.aborted;
  }

  get #isFast() {
    return this.#parts.account.imapIndexer === "fast";
  }

  async #put(urgency: Urgency, batch: ToldBatch) {
    this.#view.stage(batch.notes);
    await this.#queue.put(urgency, batch);
  }

  #tools(urgency: Urgency): MailboxSyncTools {
    const { timeouts } = this.#parts;
    return {
      options: this.#options,
      isFast: this.#isFast,
      known: this.#parts.known,
      tell: (batch) => this.#put(urgency, batch),
      command: (client, command) => withDeadline(client, timeouts.commandMs, command),
      now: () => Date.now(),
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
    };
  }

  async #run(): Promise<void> {
    const { account, directory, timeouts } = this.#parts;
    try {
      if (!account.imap) throw new ConnectFailure("connection", "The account has no IMAP settings");
      const client = await this.#connect();
      this.#client = client;
      client.once("close", () => this.#stop(closeReason(client, account.imap?.host)));
      if (this.#isOver) return client.close();
      await this.#put("live", { changes: [{ type: "connected" }], notes: [noteOfServer(client, new Date())] });
      // Before the listing, so that no change falls between the two.
      await withDeadline(client, timeouts.commandMs, this.#subscribe(client));
      const mailboxes = await withDeadline(client, timeouts.commandMs, fetchMailboxes(client, account.imap, true));
      forgetSetup(client);
      await directory.learn(mailboxes);
      await this.#listen(client, account.imap, mailboxes);
    } catch (error) {
      // When the connection is gone, why it is gone says more than what failed then.
      const failure = this.#client && !this.#client.usable ? closeReason(this.#client, account.imap?.host) : error;
      this.#stop(toConnectFailure(failure));
    }
  }

  /** A server that is full may have room for the next attempt when nobody else holds a connection without need. */
  async #connect(): Promise<ImapClient> {
    try {
      return await openConnection(this.#parts.account, "watch", this.#parts, this.#end.signal);
    } catch (error) {
      if (tooManyConnections(error)) this.#parts.pool.closeIdle();
      throw error;
    }
  }

  #subscribe(client: ImapClient): Promise<boolean> {
    return subscribeToAll(client, {
      onChange: (path, counters) => {
        // Of others than those that were listed a look that follows from the listing tells.
        const isKnown = this.#parts.directory.known(path) !== undefined;
        if (isKnown && path !== this.#main?.path) this.#sweeper?.lookAt(path, counters);
      },
      onUncertain: () => this.#sweeper?.lookSoon(),
    });
  }

  async #listen(client: ImapClient, settings: ImapSettings, mailboxes: KnownMailbox[]): Promise<void> {
    const { account, timeouts, directory, pool, log, meter } = this.#parts;
    const isGmail = client.capabilities.has("X-GM-EXT-1");
    const watched = chooseWatched(account, mailboxes, isGmail);
    const end = this.#end.signal;
    const main = watched.main && (await this.#openMain(client, watched.main));
    this.#main = main;
    this.#sweeper = new Sweeper({
      account,
      settings,
      log,
      timeouts,
      pool,
      directory,
      memory: this.#memory,
      tools: this.#tools("background"),
      main,
      isGmail,
      lastLook: this.#options.lastLook,
      end,
      tell: (batch) => this.#put("background", batch),
      onConfirmed: () => this.#parts.onConfirmed(),
      // Also beside NOTIFY: it is asked for by the account, and some servers forget about some mailboxes.
      onListed: (listed) => {
        if (!main && listed.length > 0)
          this.#stop(new ConnectFailure("connection", "There is a mailbox to listen in now"));
        else this.#subConnections.keep(this.#withOwnConnection(listed));
      },
    });
    if (this.#mustLook) this.#sweeper.lookSoon();
    this.#sweeper.run(mailboxes).catch((error: unknown) => this.#stop(toConnectFailure(error)));
    if (main) await main.listen();
    else await keepAlive(client, timeouts, end, () => meter?.imapListening("silent"));
  }

  /** Selects the main mailbox and tells all that separates it from what is remembered. */
  async #openMain(client: ImapClient, mailbox: KnownMailbox): Promise<MainListener> {
    const { account, timeouts, freshness, log, meter } = this.#parts;
    const { mailbox: selected, missed } = await withDeadline(
      client,
      timeouts.commandMs,
      selectSince(client, mailbox.path, await this.#memory.since(mailbox)),
    );
    const start = await this.#memory.begin(selected, mailbox, missed, null);
    const sync = new MailboxSync(client, selected, start, this.#tools("live"));
    sync.onPush = () => freshness.changed(selected.path);
    const main = new MainListener(client, sync, new IdleLoop(client, timeouts, quirksOf(account.imap?.host ?? "")), {
      end: this.#end.signal,
      log,
      account: account.id,
      graceMs: Math.min(PUSH_GRACE_MS, timeouts.pollMs),
      onFinding: (finding) => meter?.imapListening(finding),
    });
    freshness.listening(selected.path);
    await sync.catchUp(missed);
    return main;
  }

  /** The mailboxes that the account wants listened in besides the main one. */
  #withOwnConnection(watched: readonly KnownMailbox[]): KnownMailbox[] {
    const wanted = new Set(this.#parts.account.subconnections.map((path) => findMailbox(watched, path)));
    return watched.filter((mailbox) => wanted.has(mailbox) && mailbox.path !== this.#main?.path);
  }
}

const notWatching = () => new ConnectFailure("connection", "The account is not connected");

class Stopped extends Error {}
