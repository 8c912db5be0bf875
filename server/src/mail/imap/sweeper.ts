import type { MailboxObject } from "imapflow";
import { backoffDelay } from "../../core/backoff.ts";
import { ConnectFailure, type ImapSettings, type MailAccount, type MailChange } from "../../core/mail-backend.ts";
import type { Log } from "../../core/log.ts";
import { type ConnectionTimeouts, type ImapClient, withDeadline } from "./connection.ts";
import { errorText, isConnectionLost, isRefusal } from "./errors.ts";
import type { MailboxMemory } from "./mailbox-memory.ts";
import type { MailboxState } from "./mailbox-state.ts";
import type { MainListener, SecondView } from "./main-listener.ts";
import type { MailboxDirectory } from "./mailbox-directory.ts";
import { fetchCounters, fetchMailboxes, type KnownMailbox, type MailboxCounters, toRef } from "./mailboxes.ts";
import type { ConnectionPool } from "./pool.ts";
import { selectSince } from "./resync.ts";
import { selectMailbox } from "./selected-mailbox.ts";
import { MailboxSync } from "./sync-mailbox.ts";
import type { MailboxSyncTools, ToldBatch } from "./sync-tools.ts";
import { chooseWatched } from "./watched-mailboxes.ts";

export interface SweeperParts {
  account: MailAccount;
  settings: ImapSettings;
  log: Log;
  timeouts: ConnectionTimeouts;
  pool: ConnectionPool;
  directory: MailboxDirectory;
  memory: MailboxMemory;
  tools: MailboxSyncTools;
  /** The mailbox that somebody listens in; undefined where no watched mailbox exists. */
  main: MainListener | undefined;
  isGmail: boolean;
  /** When everything had been looked at last. */
  lastLook: Date | null;
  end: AbortSignal;
  tell(batch: ToldBatch): Promise<void>;
  /** Everything that was told is as another connection sees it. */
  onConfirmed(): void;
  /** Told of every listing, with the mailboxes that raise events. */
  onListed(watched: readonly KnownMailbox[]): void;
}

/** Refused this often in a row, a mailbox is left alone for a while, or until its counters change. */
const MAX_REFUSALS = 3;
const LEFT_ALONE_MS = 6 * 3_600_000;
const LOOK_AGAIN = { firstMs: 2_000, capMs: 300_000, jitter: 0.2 };
/** What the server hints at in one go is looked at in one go. */
const GATHER_MS = 300;
/** So many looks may fail in a row before the account is no longer called connected. */
const BLIND_LOOKS = 2;

interface Refused {
  count: number;
  until: number;
  counters: MailboxCounters | undefined;
}

/**
 * Looks at the mailboxes over the request pool: at all of them now and then, and at one of them when
 * there is reason to. A look at all of them also holds what the pool's connections see against what
 * the listening one has told, and so proves, or disproves, that nothing was missed.
 */
export class Sweeper {
  readonly #parts: SweeperParts;
  readonly #refused = new Map<string, Refused>();
  /** Mailboxes to look at, with their counters where the server told them. */
  readonly #pokes = new Map<string, MailboxCounters | undefined>();
  #lookers: { resolve(): void; reject(error: unknown): void }[] = [];
  #wake: () => void = () => {};
  #nextLook = 0;
  #confirmedAt = performance.now();
  #hadSyncError = false;
  #lastLook: Date | null;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
    this.#lastLook = parts.lastLook;
  }

  /** Looks at everything; resolves when done. */
  look(): Promise<void> {
    const looked = new Promise<void>((resolve, reject) => this.#lookers.push({ resolve, reject }));
    this.#wake();
    return looked;
  }

  /** Looks at everything soon. */
  lookSoon(): void {
    this.#nextLook = Math.min(this.#nextLook, performance.now() + GATHER_MS);
    this.#wake();
  }

  /** Looks at one mailbox, of which the server may have told the counters. */
  lookAt(path: string, counters?: MailboxCounters): void {
    this.#pokes.set(path, counters);
    this.#wake();
  }

  /** Nothing is looked at any more. */
  stop(error: unknown): void {
    for (const { reject } of this.#lookers.splice(0)) reject(error);
    this.#wake();
  }

  /** Sweeps until `end` aborts; `first` is a listing that was made anyway. Rejects when it could not look for too long. */
  async run(first: KnownMailbox[]): Promise<void> {
    const everyMs = this.#parts.settings.resyncDelay * 1000;
    let mailboxes: KnownMailbox[] | undefined = first;
    let failures = 0;
    while (!this.#isOver) {
      if (mailboxes || this.#lookers.length > 0 || performance.now() >= this.#nextLook) {
        const lookers = mailboxes ? [] : this.#lookers.splice(0);
        this.#nextLook = performance.now() + everyMs;
        try {
          await this.#lookAround(mailboxes);
          failures = 0;
          for (const { resolve } of lookers) resolve();
        } catch (error) {
          for (const { reject } of lookers) reject(error);
          if (this.#isOver) return;
          const isBlind = performance.now() - this.#confirmedAt > BLIND_LOOKS * everyMs + this.#parts.timeouts.answerMs;
          if (isBlind || error instanceof StaleView) throw error;
          await this.#failed(error);
          this.#nextLook = performance.now() + Math.min(everyMs, backoffDelay(LOOK_AGAIN, ++failures));
        }
        mailboxes = undefined;
      } else if (this.#pokes.size > 0) {
        const pokes = new Map(this.#pokes);
        this.#pokes.clear();
        await this.#lookAtSome(pokes).catch((error: unknown) => this.#failed(error));
      } else {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(this.#nextLook - performance.now(), 0x7fff_ffff));
          this.#wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        this.#wake = () => {};
      }
    }
  }

  get #isOver() {
    return this.#parts.end.aborted;
  }

  /** The listening connection still works, so a look that failed is only tried again later. */
  async #failed(error: unknown): Promise<void> {
    if (this.#isOver) return;
    this.#parts.log.warn({ account: this.#parts.account.id, err: error }, "Could not look at all mailboxes");
    this.#hadSyncError = true;
    const { message, ...rest } = errorText(error);
    await this.#parts.tell({
      changes: [{ type: "syncError", error: { path: this.#parts.main?.path ?? "INBOX", message, ...rest } }],
      notes: [],
    });
  }

  async #lookAround(listed: KnownMailbox[] | undefined): Promise<void> {
    const { account, directory, main, isGmail, timeouts } = this.#parts;
    const began = new Date();
    const mailboxes =
      listed ??
      (await this.#overPool(undefined, async (client) => withDeadline(client, timeouts.commandMs, this.#list(client))));
    await directory.learn(mailboxes);
    this.#pokes.clear();
    const watched = chooseWatched(account, mailboxes, isGmail);
    this.#parts.onListed(mailboxes.filter((mailbox) => watched.isWatched(mailbox)));
    // Where a mailbox is gone, another that is new may be the same one under another name.
    const unseenSince = (await this.#forgetMissing(mailboxes)) === 0 ? this.#lastLook : null;
    let faults = 0;
    for (const mailbox of mailboxes) {
      if (this.#isOver) return;
      if (mailbox.path === main?.path) continue;
      if (!(await this.#lookAtOne(mailbox, watched.isWatched(mailbox), unseenSince))) faults++;
    }
    // Whoever asked for a look wants to know of all there is, pushed or not.
    if (!listed) await main?.check();
    if (main) await this.#prove(main, mailboxes);
    if (this.#isOver) return;
    this.#lastLook = began;
    const changes: MailChange[] = [];
    if (faults === 0) {
      this.#confirmedAt = performance.now();
      this.#parts.onConfirmed();
      if (this.#hadSyncError) changes.push({ type: "syncError", error: null });
      this.#hadSyncError = false;
    }
    await this.#parts.tell({ changes: [...changes, { type: "inSync" }], notes: [] });
  }

  #list(client: ImapClient): Promise<KnownMailbox[]> {
    return fetchMailboxes(client, this.#parts.settings, true);
  }

  async #prove(main: MainListener, mailboxes: readonly KnownMailbox[]): Promise<void> {
    const counters =
      mailboxes.find(({ path }) => path === main.path)?.counters ?? (await this.#secondView(main.path).counters());
    if (await main.isTrue(this.#secondView(main.path), counters)) return;
    throw new StaleView(`The mail server kept showing an old view of ${main.path}`);
  }

  #secondView(path: string): SecondView {
    const { commandMs } = this.#parts.timeouts;
    return {
      counters: () =>
        this.#overPool(undefined, (client) => withDeadline(client, commandMs, fetchCounters(client, path))),
      uids: () =>
        this.#overPool(path, async (client) => {
          await withDeadline(client, commandMs, selectMailbox(client, path));
          const found = await withDeadline(client, commandMs, client.search({ all: true }, { uid: true }));
          return found || [];
        }),
    };
  }

  async #lookAtSome(pokes: ReadonlyMap<string, MailboxCounters | undefined>): Promise<void> {
    const { account, directory, isGmail, end } = this.#parts;
    const known = await directory.all(end);
    const watched = chooseWatched(account, known, isGmail);
    for (const [path, counters] of pokes) {
      const mailbox = known.find((candidate) => candidate.path === path);
      if (mailbox && watched.isWatched(mailbox)) await this.#lookAtOne({ ...mailbox, counters }, true);
    }
  }

  /** Answers whether the mailbox could be read. */
  async #lookAtOne(mailbox: KnownMailbox, isWatched: boolean, unseenSince: Date | null = null): Promise<boolean> {
    const refused = this.#refused.get(mailbox.path);
    if (refused && refused.count >= MAX_REFUSALS && Date.now() < refused.until && !hasMoved(mailbox, refused))
      return true;
    const { memory, tell } = this.#parts;
    try {
      if (!isWatched) {
        const notes = await memory.countersToKeep(mailbox);
        if (notes.length > 0) await tell({ changes: [], notes });
      } else if (!(await memory.isUnchanged(mailbox))) await this.#sync(mailbox, unseenSince);
      this.#refused.delete(mailbox.path);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === "FolderNotFound") {
        this.lookSoon();
        return true;
      }
      if (!isRefusal(error)) throw error;
      const { counters } = mailbox;
      const count = (refused?.count ?? 0) + 1;
      this.#refused.set(mailbox.path, { count, until: Date.now() + LEFT_ALONE_MS, counters });
      this.#hadSyncError = true;
      const fault = { path: mailbox.path, ...errorText(error) };
      await tell({ changes: [{ type: "syncError", error: fault }], notes: [] });
      return false;
    }
  }

  async #sync(mailbox: KnownMailbox, unseenSince: Date | null): Promise<void> {
    const { timeouts, memory, tools } = this.#parts;
    await this.#overPool(mailbox.path, async (client) => {
      // Selecting anew is the one way to learn UIDNEXT and HIGHESTMODSEQ of a selected mailbox.
      const { mailbox: selected, missed }: { mailbox: MailboxObject; missed: Parameters<typeof memory.begin>[2] } =
        await withDeadline(client, timeouts.commandMs, selectSince(client, mailbox.path, await memory.since(mailbox)));
      const start = await memory.begin(selected, mailbox, missed, unseenSince);
      const sync = new MailboxSync(client, selected, start, tools);
      try {
        await sync.catchUp(missed);
      } finally {
        sync.detach();
      }
    });
  }

  async #overPool<T>(path: string | undefined, work: (client: ImapClient) => Promise<T>): Promise<T> {
    const options = { as: "background", signal: this.#parts.end, ...(path === undefined ? {} : { path }) } as const;
    for (let attempt = 0; ; attempt++)
      try {
        return await this.#parts.pool.use(options, work);
      } catch (error) {
        // A server may hang up on whoever has a mailbox open that somebody deletes.
        if (attempt > 0 || !isConnectionLost(error) || this.#isOver) throw error;
      }
  }

  /** Answers how many are gone. */
  async #forgetMissing(mailboxes: readonly KnownMailbox[]): Promise<number> {
    const listed = new Set(mailboxes.map(({ path }) => path));
    const missing = await this.#parts.memory.missingFrom(listed);
    for (const { state, notes } of missing) {
      if (state.path === this.#parts.main?.path) throw new StaleView(`The mailbox ${state.path} is gone`);
      await this.#parts.tell({ changes: whatIsGone(state), notes });
    }
    return missing.length;
  }
}

/** What the listening connection shows can't be trusted any more; a new one is needed. */
class StaleView extends ConnectFailure {
  constructor(message: string) {
    super("connection", message);
  }
}

/** What is told of a mailbox that is no more. Its first look may have been interrupted before it was told to be there. */
function whatIsGone(state: MailboxState): MailChange[] {
  const { name, uidValidity, isWatched, isUnannounced, messages } = state;
  if (!isWatched || (isUnannounced && messages === 0)) return [];
  const mailbox = { ...toRef(state), name };
  const gone: MailChange = { type: "mailboxDeleted", mailbox };
  return isUnannounced ? [{ type: "mailboxNew", mailbox: { ...mailbox, uidValidity } }, gone] : [gone];
}

const hasMoved = ({ counters }: KnownMailbox, refused: Refused) =>
  counters !== undefined &&
  (counters.messages !== refused.counters?.messages || counters.uidNext !== refused.counters?.uidNext);
