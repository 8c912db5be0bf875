import type { MailboxObject } from "imapflow";
import type { NoteWrite } from "../../core/mail-backend.ts";
import { MailboxIndex } from "./mailbox-index.ts";
import type { MailboxRegistry } from "./mailbox-registry.ts";
import type { KnownMailbox } from "./mailboxes.ts";
import {
  decodeState,
  encodeState,
  indexPrefix,
  type MailboxState,
  newState,
  numberOfState,
  SILENT,
  STATE_PREFIX,
  stateKey,
} from "./mailbox-state.ts";
import type { Missed, Since } from "./resync.ts";
import { planSync, type SyncPlan } from "./sync-plan.ts";
import type { NotesView } from "./unconfirmed-notes.ts";

/** Where the sync of a selected mailbox begins. */
export interface SyncStart {
  number: number;
  state: MailboxState;
  index: MailboxIndex;
  plan: SyncPlan;
  /** Of the mailbox that had this path before. */
  prevUidValidity: string | undefined;
  /** Notes that become void with the first batch. */
  alsoWrite: NoteWrite[];
}

/** What an account's watch remembers of its mailboxes, including what is told and not committed yet. */
export class MailboxMemory {
  readonly #view: NotesView;
  readonly #registry: MailboxRegistry;
  readonly #isFast: boolean;
  readonly #hasConnectedBefore: boolean;

  constructor(
    view: NotesView,
    registry: MailboxRegistry,
    { isFast, hasConnectedBefore }: { isFast: boolean; hasConnectedBefore: boolean },
  ) {
    this.#view = view;
    this.#registry = registry;
    this.#isFast = isFast;
    this.#hasConnectedBefore = hasConnectedBefore;
  }

  /** Whether the mailbox's counters say that there is nothing new in it. */
  async isUnchanged({ path, counters }: KnownMailbox): Promise<boolean> {
    if (counters?.uidValidity === undefined || counters.messages === undefined || counters.uidNext === undefined)
      return false;
    const state = await this.#stateOf(path, counters.uidValidity);
    if (!state || !state.isWatched) return false;
    const now = { ...counters, uidValidity: counters.uidValidity, messages: counters.messages };
    return planSync(state, now, { hasConnectedBefore: true, time: Date.now() }) === "nothing";
  }

  /** From where on a server that keeps account (QRESYNC) is to tell what changed; undefined for all of it. */
  async since({ path, counters }: KnownMailbox): Promise<Since | undefined> {
    if (this.#isFast || counters?.uidValidity === undefined) return undefined;
    const state = await this.#stateOf(path, counters.uidValidity);
    if (!state || !state.isWatched || state.isIncomplete || state.highestModseq === undefined) return undefined;
    return { uidValidity: state.uidValidity, modseq: state.highestModseq };
  }

  /** What to note of a mailbox whose messages are of no interest. */
  async countersToKeep(mailbox: KnownMailbox): Promise<NoteWrite[]> {
    const { counters, path } = mailbox;
    if (counters?.uidValidity === undefined) return [];
    const number = await this.#registry.numberOf({ path, uidValidity: counters.uidValidity });
    const known = await this.#readState(number);
    const { messages = 0, uidNext = 0 } = counters;
    if (known && !known.isWatched && known.messages === messages && known.uidNext === uidNext) return [];
    const state = {
      ...newState(mailbox, counters.uidValidity, uidNext),
      messages,
      isWatched: false,
      isUnannounced: false,
    };
    return [{ key: stateKey(number), value: encodeState(state) }];
  }

  /**
   * What is remembered of a selected mailbox, and how much there is to do to catch up with it. Where
   * nothing is remembered although the account was connected before, its messages are not told, save
   * those of a mailbox never seen that were received after `unseenSince`, the last look.
   */
  async begin(
    selected: MailboxObject,
    mailbox: KnownMailbox,
    missed: Missed | undefined,
    unseenSince: Date | null,
  ): Promise<SyncStart> {
    const uidValidity = selected.uidValidity.toString();
    const life = { path: mailbox.path, uidValidity };
    const isKnown = (await this.#registry.find(life)) !== undefined;
    const number = await this.#registry.numberOf(life);
    let state = await this.#readState(number);
    const prefix = indexPrefix(number);
    let index = new MailboxIndex(prefix, this.#isFast ? undefined : await this.#view.read(prefix));
    // A mailbox under watch only since now, or an index of the other kind: as if never seen.
    if (state && !state.isWatched) state = undefined;
    // Notes are committed together, so if they don't agree some of them were lost.
    if (state && !this.#isFast && index.size !== state.messages) state = undefined;
    const leftOver = state ? [] : await this.#chunkNotes(number);
    const now = {
      uidValidity,
      uidNext: selected.uidNext || undefined,
      messages: selected.exists,
      highestModseq: selected.noModseq ? undefined : selected.highestModseq,
    };
    const before = state ? undefined : await this.#formerLife(mailbox.path, number);
    let plan = planSync(state, now, { hasConnectedBefore: this.#hasConnectedBefore, time: Date.now() });
    if (!state && before) plan = "reset";
    // The server has told all that changed already.
    if (missed && (plan === "changes" || plan === "arrivals" || plan === "full")) plan = "told";
    if (plan === "first" || plan === "seed" || plan === "reset") {
      index = new MailboxIndex(prefix, new Map());
      const uidNext = selected.uidNext || 0;
      state = newState(mailbox, uidValidity, uidNext);
      if (plan === "seed" && unseenSince && !isKnown) state.silentBefore = unseenSince.getTime();
      else if (plan !== "first") state.silentBelow = uidNext || SILENT;
      if (this.#isFast) state.uidNext = uidNext;
    }
    const kept = state as MailboxState;
    kept.specialUse = mailbox.specialUse;
    kept.isWatched = true;
    return {
      number,
      state: kept,
      index,
      plan,
      prevUidValidity: before?.state.uidValidity,
      alsoWrite: [...leftOver, ...(before ? await this.#notesToDrop(before.number) : [])],
    };
  }

  /** The remembered mailboxes that are not among `listed`, with the notes to drop. */
  async missingFrom(listed: ReadonlySet<string>): Promise<{ state: MailboxState; notes: NoteWrite[] }[]> {
    const missing = [];
    for (const [number, state] of await this.#readStates())
      if (!listed.has(state.path)) missing.push({ state, notes: await this.#notesToDrop(number) });
    return missing;
  }

  async #stateOf(path: string, uidValidity: string): Promise<MailboxState | undefined> {
    const number = await this.#registry.find({ path, uidValidity });
    return number === undefined ? undefined : this.#readState(number);
  }

  async #readState(number: number): Promise<MailboxState | undefined> {
    const bytes = (await this.#view.read(stateKey(number))).get(stateKey(number));
    return bytes && decodeState(bytes);
  }

  async #readStates(): Promise<Map<number, MailboxState>> {
    const notes = await this.#view.read(STATE_PREFIX);
    return new Map([...notes].map(([key, bytes]) => [numberOfState(key), decodeState(bytes)]));
  }

  /** What was remembered of the same path under another UIDVALIDITY. */
  async #formerLife(path: string, number: number) {
    for (const [other, state] of await this.#readStates())
      if (other !== number && state.path === path && state.isWatched) return { number: other, state };
    return undefined;
  }

  async #notesToDrop(number: number): Promise<NoteWrite[]> {
    return [{ key: stateKey(number), value: null }, ...(await this.#chunkNotes(number))];
  }

  /** Taken away before anything new is written. */
  async #chunkNotes(number: number): Promise<NoteWrite[]> {
    return [...(await this.#view.read(indexPrefix(number))).keys()].map((key) => ({ key, value: null }));
  }
}
