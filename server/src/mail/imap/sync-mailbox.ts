import type { ExpungeEvent, FetchMessageObject, FetchQueryObject, FlagsEvent, MailboxObject } from "imapflow";
import type { MailChange, MailboxRef, NoteWrite } from "../../core/mail-backend.ts";
import { weightOf } from "./change-weight.ts";
import type { ImapClient } from "./connection.ts";
import { isRefusal } from "./errors.ts";
import { FlagSets } from "./flag-sets.ts";
import { fetchIndexRows, type IndexRow, joinRows } from "./index-rows.ts";
import type { MailboxIndex } from "./mailbox-index.ts";
import type { SyncStart } from "./mailbox-memory.ts";
import type { MailboxCounters } from "./mailboxes.ts";
import { encodeState, type MailboxState, SILENT, stateKey } from "./mailbox-state.ts";
import { messageId } from "./message-id.ts";
import { MESSAGE_QUERY } from "./message-object.ts";
import { NewMessages } from "./new-messages.ts";
import { overhearFlags } from "./overhear-flags.ts";
import type { Missed } from "./resync.ts";
import type { SyncPlan } from "./sync-plan.ts";
import type { MailboxSyncTools } from "./sync-tools.ts";
import { withinRanges } from "./vanished.ts";

// Keeps what is remembered of one mailbox in step with the server, over a connection that has it
// selected. Two lists must agree: ours, the index, and the server's sequence numbers. As long as
// nothing is lost the index is the first part of the server's list, and what lies beyond are
// messages not looked at yet:
//
//   server   1  2  3  4  5  6  7
//   index   10 11 14 15 20            -> fetch 6:7
//
// So "what is new" is always the same question, in the first look at a mailbox as in the live
// one. EXPUNGE takes an entry out of the list wherever it is, and may come between any two
// commands but not during a FETCH by sequence numbers (RFC 3501 section 7.4.1). Where the lists
// disagree every message is compared ("full").
//
// Server pushes are noted the moment they arrive and told with the next batch: a batch's notes
// never say more than its changes.

/** Messages per FETCH when a whole mailbox is read: between two of them the server has nothing to do. */
const WINDOW = 3000;
/** New messages in live operation, up to this many, are fetched at once with all that is told of them. */
const AT_ONCE = 100;
/** Told messages per batch when old mail is replayed. */
const TOLD_PER_BATCH = 10;
/** So often a FETCH that does not tell all it should is repeated. */
const MAX_STALLS = 3;
/** Mail servers' clocks differ, and INTERNALDATE has no fractions: what came after the first look is judged mildly. */
const CLOCK_TOLERANCE_MS = 60_000;
const ARRIVALS_QUERY: FetchQueryObject = { uid: true, flags: true, internalDate: true };

export class MailboxSync {
  readonly #client: ImapClient;
  readonly #mailbox: MailboxObject;
  readonly #number: number;
  readonly #tools: MailboxSyncTools;
  readonly state: MailboxState;
  readonly #index: MailboxIndex;
  readonly #flagSets: FlagSets;
  readonly #newMessages: NewMessages;
  #updates: MailChange[] = [];
  #deleted: number[] = [];
  #flagged = new Map<number, ReadonlySet<string>>();
  /** UIDs by position while a full look is under way; the index is not aligned then. */
  #scanned: number[] | undefined;
  /** UIDs that are fetched and on their way into the index. */
  #ahead: number[] = [];
  #gone = new Set<number>();
  /** All flags and labels were asked for that changed up to this mod-sequence. */
  #changesUpTo: bigint | undefined;
  #arrived = false;
  #mayBeRelabeled = false;
  #settled: string;

  readonly #plan: SyncPlan;
  readonly #prevUidValidity: string | undefined;
  /** Notes that go with the first batch. */
  readonly #alsoWrite: NoteWrite[];

  /** Called when the server pushed something. */
  onPush: () => void = () => {};

  constructor(client: ImapClient, mailbox: MailboxObject, start: SyncStart, tools: MailboxSyncTools) {
    this.#client = client;
    this.#mailbox = mailbox;
    this.#number = start.number;
    this.state = start.state;
    this.#index = start.index;
    this.#plan = start.plan;
    this.#prevUidValidity = start.prevUidValidity;
    this.#alsoWrite = start.alsoWrite;
    this.#tools = tools;
    this.#flagSets = new FlagSets(start.state);
    this.#newMessages = new NewMessages(client, start.number, start.state, tools, {
      isGone: (uid) => this.#gone.has(uid),
      onFlags: (row) => this.#hearFlags(row),
    });
    this.#settled = this.#stateText();
    client.on("expunge", this.#onExpunge);
    client.on("flags", this.#onFlags);
    client.on("exists", this.#onExists);
  }

  detach(): void {
    this.#client.off("expunge", this.#onExpunge);
    this.#client.off("flags", this.#onFlags);
    this.#client.off("exists", this.#onExists);
  }

  /** Whether another connection's view of the mailbox holds nothing that this one has not told. */
  agreesWith({ messages, uidNext }: MailboxCounters): boolean {
    if (uidNext !== undefined && uidNext > this.state.uidNext) return false;
    return this.#tools.isFast || messages === undefined || messages === this.#index.size;
  }

  /** Whether the message is known, or with the fast indexer: was looked at. */
  knows(uid: number): boolean {
    return this.#tools.isFast ? uid < this.state.uidNext : this.#index.flagsOf(uid) !== undefined;
  }

  /** All messages that are known; none with the fast indexer. */
  uids(): number[] {
    return this.#tools.isFast ? [] : Array.from(this.#index, ({ uid }) => uid);
  }

  /** UIDs below were given to messages that are gone already. */
  skipTo(uidNext: number): void {
    this.state.uidNext = Math.max(this.state.uidNext, uidNext);
  }

  readonly #onExists = () => {
    this.#arrived = true;
    this.onPush();
  };

  readonly #onExpunge = ({ seq, uid: vanished, path }: ExpungeEvent) => {
    if (path !== this.#mailbox.path) return;
    const uid = vanished ?? (seq === undefined ? undefined : this.#uidAt(seq));
    if (this.#scanned && uid !== undefined) {
      const at = seq === undefined ? this.#scanned.indexOf(uid) : seq - 1;
      if (at >= 0) this.#scanned.splice(at, 1);
    }
    if (uid !== undefined) {
      const ahead = this.#ahead.indexOf(uid);
      if (ahead >= 0) this.#ahead.splice(ahead, 1);
      this.#gone.add(uid);
      if (!this.#tools.isFast && this.#index.delete(uid)) this.#deleted.push(uid);
    }
    this.onPush();
  };

  readonly #onFlags = ({ seq, uid, flags, path }: FlagsEvent) => {
    if (path !== this.#mailbox.path) return;
    this.#hearFlags({ seq, uid: uid ?? 0, flags });
    // Gmail does not push labels, only that something changed.
    this.#mayBeRelabeled = this.#client.capabilities.has("X-GM-EXT-1");
    this.onPush();
  };

  /** The newest flags of a message; they are told with the next batch. */
  #hearFlags({ seq, uid: told, flags }: IndexRow): void {
    const uid = told || this.#uidAt(seq);
    if (uid !== undefined && flags && !this.#tools.isFast) this.#flagged.set(uid, flags);
  }

  /** What a FETCH tells of a message is newer than what was pushed before it, and older than what is after it. */
  #renewPush(row: IndexRow): void {
    const uid = row.uid || this.#uidAt(row.seq);
    if (uid !== undefined && this.#flagged.has(uid)) this.#hearFlags(row);
  }

  #uidAt(seq: number): number | undefined {
    if (this.#scanned) return this.#scanned[seq - 1];
    const known = this.#index.size;
    return seq <= known ? this.#index.uidAt(seq - 1) : this.#ahead[seq - known - 1];
  }

  /** Tells everything that separates the remembered mailbox from the selected one. `missed` is what the server told of it. */
  async catchUp(missed: Missed | undefined): Promise<void> {
    const plan = this.#plan;
    if (this.#tools.isFast) return this.#catchUpFast(plan);
    const { highestModseq: modseq, uidNext } = this.#mailbox;
    const before: MailChange[] = [];
    if (plan === "seed" || plan === "reset") {
      this.#index.clear();
      before.push(this.#resetChange(plan));
    }
    if (before.length > 0) await this.#tell(before);
    if (plan === "told" && missed) await this.#takeMissed(missed);
    if (plan === "changes") await this.#fetchChanges();
    if (plan === "full") await this.#compareAll();
    await this.#fetchTail();
    for (let attempt = 0; this.#index.size !== this.#mailbox.exists && attempt < 2; attempt++) {
      await this.#compareAll();
      await this.#fetchTail();
    }
    // Raised by nothing else: what is pushed later may have a lower one than a row that came before it.
    if (modseq !== undefined && modseq !== this.state.highestModseq) {
      this.state.highestModseq = modseq;
      this.#settled = "";
    }
    // The newest messages may be gone already.
    if (uidNext) this.state.uidNext = Math.max(this.state.uidNext, uidNext);
    await this.#finishFirstLook(plan);
  }

  async #takeMissed({ vanished, rows }: Missed): Promise<void> {
    for (const uid of withinRanges(this.uids(), vanished)) if (this.#index.delete(uid)) this.#deleted.push(uid);
    this.#noteFlags(rows.filter(({ uid }) => uid > 0));
    await this.#tell([]);
  }

  /** What `mailboxReset` tells; the state is a new one already. */
  #resetChange(plan: "seed" | "reset"): MailChange {
    return {
      type: "mailboxReset",
      mailbox: { ...this.#ref(), name: this.state.name, uidValidity: this.state.uidValidity },
      ...(plan === "reset" && this.#prevUidValidity !== undefined ? { prevUidValidity: this.#prevUidValidity } : {}),
      reason: plan === "reset" ? "uidValidityChange" : "syncStateLost",
    };
  }

  async #finishFirstLook(plan: SyncPlan): Promise<void> {
    const changes: MailChange[] = [];
    if (this.state.isIncomplete) {
      this.state.isIncomplete = false;
      // A server that does not tell UIDNEXT: now it is known.
      if (this.state.silentBelow === SILENT) this.state.silentBelow = this.state.uidNext;
      this.state.lastFullScan = this.#tools.now();
    }
    if (plan === "full") this.state.lastFullScan = this.#tools.now();
    if (this.state.isUnannounced) {
      this.state.isUnannounced = false;
      changes.push({
        type: "mailboxNew",
        mailbox: { ...this.#ref(), name: this.state.name, uidValidity: this.state.uidValidity },
      });
    }
    this.state.messages = this.#mailbox.exists;
    await this.#tell(changes);
  }

  /** Tells what was pushed, and fetches what arrived, until there is nothing left. */
  async settle(): Promise<void> {
    if (this.#tools.isFast) {
      if (this.#arrived) await this.#fetchSinceUidNext();
      return;
    }
    do {
      this.#arrived = false;
      if (this.#mayBeRelabeled) {
        this.#mayBeRelabeled = false;
        await this.#fetchChanges();
      }
      await this.#fetchTail();
      if (this.#index.size !== this.#mailbox.exists && !this.#arrived) {
        await this.#compareAll();
        await this.#fetchTail();
      }
      this.state.messages = this.#index.size;
      await this.#tell([]);
    } while (this.#hasNews());
    this.#gone.clear();
  }

  #hasNews() {
    return this.#arrived || this.#mayBeRelabeled || this.#deleted.length > 0 || this.#flagged.size > 0;
  }

  // ---- Steps --------------------------------------------------------------------------------

  async #fetchTail(): Promise<void> {
    for (let stalls = 0; stalls < MAX_STALLS;) {
      const first = this.#index.size + 1;
      const last = Math.min(first + WINDOW - 1, this.#mailbox.exists);
      if (first > last) return;
      // A message whose description can't be parsed is missing from the rows; its flags may not be.
      const isLive = !this.state.isIncomplete && last - first < AT_ONCE && stalls === 0;
      const range = `${first}:${last}`;
      const rows = isLive ? await this.#fetch(range, MESSAGE_QUERY) : await this.#fetchIndex(range);
      const next = this.#index.size + 1;
      this.#noteFlags(rows.filter(({ seq }) => seq < next));
      // Nothing, or not all: something was expunged before the FETCH ran or is about to be.
      let fresh = consecutive(rows, next);
      if (fresh.length < last - first + 1) {
        stalls++;
        if (fresh.length === 0 || next === first) await this.#tools.command(this.#client, this.#client.noop());
        if (stalls === MAX_STALLS && next === this.#index.size + 1)
          fresh = (await this.#rowsBySearch(next, Math.min(last, this.#mailbox.exists), rows)) ?? fresh;
      }
      await this.#addRows(fresh, isLive);
    }
  }

  /** Rows of the positions that follow the end of the index. */
  async #addRows(rows: readonly (IndexRow | FetchMessageObject)[], isLive: boolean): Promise<void> {
    this.#ahead = rows.map(({ uid }) => uid);
    const told: MailChange[] = [];
    for (const row of rows) {
      const described =
        !this.#gone.has(row.uid) && this.#isToBeTold(row) ? await this.#newMessages.describe(row) : undefined;
      // It may have gone while it was being fetched.
      if (this.#gone.has(row.uid)) continue;
      this.#ahead.shift();
      // What was told is what is known.
      this.#index.set(row.uid, this.#flagSets.numberOf(described?.row ?? row));
      this.state.uidNext = Math.max(this.state.uidNext, row.uid + 1);
      if (described) told.push(described.change);
      if (told.length >= (isLive ? 1 : TOLD_PER_BATCH) || weightOf(told) > 0) await this.#tell(told.splice(0));
    }
    this.#ahead = [];
    await this.#tell(told);
  }

  async #fetchChanges(): Promise<void> {
    const since = this.#changesUpTo ?? this.state.highestModseq;
    if (since === undefined || this.#mailbox.exists === 0) return;
    const query = { uid: true, flags: true, labels: true };
    const rows = await this.#ask(() => this.#client.fetchAll("1:*", query, { changedSince: since })).catch(
      (error: unknown) => {
        if (!isRefusal(error)) throw error;
        return undefined;
      },
    );
    // A server that will not say what changed is asked for everything.
    if (!rows) return this.#compareAll();
    for (const { modseq } of rows)
      if (modseq !== undefined && modseq > (this.#changesUpTo ?? since)) this.#changesUpTo = modseq;
    this.#noteFlags(rows.filter(({ uid }) => uid && uid <= this.#index.lastUid));
    await this.#tell([]);
  }

  async #compareAll(): Promise<void> {
    this.#scanned = [];
    const isCrowded = this.#flagSets.isCrowded;
    const oldSets = isCrowded ? this.#flagSets.restart() : [];
    const missed: IndexRow[] = [];
    const lastKnown = this.#index.lastUid;
    for (let stalls = 0; this.#scanned.length < this.#mailbox.exists && stalls < MAX_STALLS;) {
      const first = this.#scanned.length + 1;
      const last = Math.min(first + WINDOW - 1, this.#mailbox.exists);
      const rows = await this.#fetchIndex(`${first}:${last}`);
      // Changed since they were looked at.
      this.#noteFlags(rows.filter(({ seq }) => seq <= (this.#scanned?.length ?? 0)));
      let fresh = consecutive(rows, this.#scanned.length + 1);
      if (fresh.length < last - first + 1) {
        stalls++;
        await this.#tools.command(this.#client, this.#client.noop());
        if (stalls === MAX_STALLS && first === this.#scanned.length + 1)
          fresh = (await this.#rowsBySearch(first, Math.min(last, this.#mailbox.exists), rows)) ?? fresh;
      }
      for (const row of fresh) {
        this.#scanned.push(row.uid);
        if (this.#index.flagsOf(row.uid) === undefined) {
          if (row.uid <= lastKnown) missed.push(row);
          continue;
        }
        if (isCrowded) this.#renumber(row.uid, oldSets);
        this.#noteFlags([row]);
      }
      // With a dictionary that is half old and half new nothing may be written.
      if (!isCrowded) await this.#tell([]);
    }
    const present = new Set(this.#scanned);
    const isComplete = present.size >= this.#mailbox.exists;
    for (const uid of this.uids()) {
      if (present.has(uid)) continue;
      // A server that does not tell all of its messages proves of none that it is gone.
      if (isComplete) {
        if (this.#index.delete(uid)) this.#deleted.push(uid);
      } else if (isCrowded) this.#renumber(uid, oldSets);
    }
    this.#scanned = undefined;
    await this.#tell([]);
    if (missed.length > 0) await this.#addRows(missed, false);
    if (isComplete) this.state.lastFullScan = this.#tools.now();
  }

  /** Carries a message's flags over into the new dictionary without telling anything. */
  #renumber(uid: number, oldSets: readonly string[]) {
    const old = this.#index.flagsOf(uid);
    if (old !== undefined) this.#index.set(uid, this.#flagSets.adopt(oldSets, old));
  }

  async #fetch(range: string, query: FetchQueryObject): Promise<FetchMessageObject[]> {
    const rows = await this.#rowsOf(() => this.#client.fetchAll(range, query));
    return joinRows(rows).sort((a, b) => a.seq - b.seq);
  }

  async #fetchIndex(range: string): Promise<IndexRow[]> {
    // When a message came matters only where it may be told of.
    const mayBeOld = this.#tools.options.notifyFrom !== null || this.state.silentBefore > 0;
    const withDates = this.state.isWatched && mayBeOld;
    const rows = await this.#rowsOf(() => fetchIndexRows(this.#client, range, { withDates }));
    return rows.sort((a, b) => a.seq - b.seq);
  }

  /** What a FETCH found. Some servers say NO when the messages have just gone (Cyrus: "No matching messages"). */
  async #rowsOf<Row>(fetch: () => Promise<Row[]>): Promise<Row[]> {
    try {
      return await this.#ask(fetch);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return [];
    }
  }

  /** A FETCH. It ends an IDLE first, and what is pushed then comes before its rows. */
  #ask<T>(fetch: () => Promise<T>): Promise<T> {
    const hearing = overhearFlags(
      this.#client,
      (row) => this.#renewPush(row),
      fetch,
      () => this.#flagged.size > 0,
    );
    return this.#tools.command(this.#client, hearing);
  }

  /**
   * Rows for the positions from `first` to `last` where the server tells some messages in part or not
   * at all, however often it is asked: their UIDs are those that it finds, their flags are not known.
   * Undefined when what it finds does not fit either.
   */
  async #rowsBySearch(first: number, last: number, rows: readonly IndexRow[]): Promise<IndexRow[] | undefined> {
    const uids = await this.#tools.command(this.#client, this.#client.search({ all: true }, { uid: true }));
    if (!uids || uids.length !== this.#mailbox.exists) return undefined;
    uids.sort((a, b) => a - b);
    const told = new Map(rows.filter(isIndexable).map((row) => [row.uid, row]));
    return uids.slice(first - 1, last).map((uid, i) => told.get(uid) ?? { seq: first + i, uid });
  }

  // ---- Telling ------------------------------------------------------------------------------

  async #tell(found: MailChange[]): Promise<void> {
    // A message that was just found may have changed again, or be gone.
    const changes = [...found, ...this.#drain()];
    if (!this.#tools.isFast) this.state.messages = this.#index.size;
    const text = this.#stateText();
    const writes = this.#tools.isFast ? [] : this.#index.takeWrites();
    if (changes.length === 0 && writes.length === 0 && text === this.#settled) return;
    this.#settled = text;
    const notes = [
      ...this.#alsoWrite.splice(0),
      ...writes,
      { key: stateKey(this.#number), value: encodeState(this.state) },
    ];
    await this.#tools.tell({ changes: this.state.isWatched ? changes : [], notes });
  }

  /** Compared to know whether there is anything to write. */
  #stateText() {
    const { lastFullScan: _, highestModseq: __, ...rest } = this.state;
    return JSON.stringify(rest);
  }

  /** What was pushed since the last batch, as changes; the index agrees with them afterwards. */
  #drain(): MailChange[] {
    for (const uid of this.#deleted) this.#flagged.delete(uid);
    for (const [uid, flags] of this.#flagged) {
      if (this.#ahead.includes(uid)) continue;
      this.#flagged.delete(uid);
      const change = this.#applyFlags(uid, flags, undefined);
      if (change) this.#updates.push(change);
    }
    const deleted = this.#deleted
      .splice(0)
      .map((uid): MailChange => ({ type: "messageDeleted", mailbox: this.#ref(), id: this.#id(uid), uid }));
    return [...this.#updates.splice(0), ...deleted];
  }

  #noteFlags(rows: readonly IndexRow[]) {
    for (const { uid, seq, flags, labels } of rows) {
      const known = uid || this.#uidAt(seq);
      if (!known || !flags) continue;
      const change = this.#applyFlags(known, flags, labels);
      if (change) this.#updates.push(change);
    }
  }

  #applyFlags(
    uid: number,
    flags: ReadonlySet<string>,
    labels: ReadonlySet<string> | undefined,
  ): MailChange | undefined {
    const number = this.#index.flagsOf(uid);
    const changed = number === undefined ? undefined : this.#flagSets.change(number, flags, labels);
    if (!changed) return undefined;
    this.#index.set(uid, changed.number);
    return { type: "messageUpdated", mailbox: this.#ref(), id: this.#id(uid), uid, changes: changed.changes };
  }

  #isToBeTold({ uid, internalDate }: IndexRow): boolean {
    const { state } = this;
    const { notifyFrom } = this.#tools.options;
    if (!state.isWatched || uid < state.silentBelow) return false;
    if (notifyFrom === null && state.silentBefore === 0) return true;
    const arrived = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime();
    if (uid < state.initialUidNext && arrived < state.silentBefore - CLOCK_TOLERANCE_MS) return false;
    if (notifyFrom === null) return true;
    // Without a usable date only what came while we were looking is surely new.
    if (Number.isNaN(arrived)) return uid >= state.initialUidNext;
    return arrived >= notifyFrom.getTime() - (uid >= state.initialUidNext ? CLOCK_TOLERANCE_MS : 0);
  }

  #ref(): MailboxRef {
    const { path, specialUse } = this.state;
    return specialUse === undefined ? { path } : { path, specialUse };
  }

  #id(uid: number) {
    return messageId({ mailbox: this.#number, uid });
  }

  // ---- Without an index ---------------------------------------------------------------------

  async #catchUpFast(plan: SyncPlan): Promise<void> {
    const { state } = this;
    const uidNext = this.#mailbox.uidNext || state.uidNext;
    const changes: MailChange[] = [];
    if (plan === "seed" || plan === "reset") {
      changes.push(this.#resetChange(plan));
      state.uidNext = uidNext;
    } else if (plan === "first") {
      state.uidNext = await this.#firstUidSince(this.#tools.options.notifyFrom, uidNext);
    }
    if (changes.length > 0) await this.#tell(changes);
    await this.#fetchSinceUidNext();
    await this.#finishFirstLook(plan);
  }

  async #firstUidSince(since: Date | null, uidNext: number): Promise<number> {
    if (this.#mailbox.exists === 0) return uidNext;
    if (since === null) return 1;
    const found = await this.#tools.command(this.#client, this.#client.search({ since }, { uid: true }));
    return Array.isArray(found) && found.length > 0 ? Math.min(...found) : uidNext;
  }

  async #fetchSinceUidNext(): Promise<void> {
    do {
      this.#arrived = false;
      const { state } = this;
      if (this.#mailbox.exists > 0) {
        const rows = joinRows(
          await this.#tools.command(
            this.#client,
            this.#client.fetchAll(`${state.uidNext}:*`, ARRIVALS_QUERY, { uid: true }),
          ),
        );
        const from = state.uidNext;
        for (const row of rows.filter(({ uid, flags }) => uid >= from && flags).sort((a, b) => a.uid - b.uid)) {
          const described = this.#isToBeTold(row) ? await this.#newMessages.describe(row) : undefined;
          state.uidNext = row.uid + 1;
          await this.#tell(described ? [described.change] : []);
        }
      }
      state.messages = this.#mailbox.exists;
    } while (this.#arrived);
  }
}

/** The rows from position `next` on, up to the first gap. */
function consecutive<Row extends IndexRow>(rows: readonly Row[], next: number): Row[] {
  const found: Row[] = [];
  for (const row of rows) if (row.seq === next + found.length && isIndexable(row)) found.push(row);
  return found;
}

const isIndexable = ({ uid, flags }: IndexRow) => uid > 0 && flags !== undefined;
