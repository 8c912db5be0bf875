import type { FlagChanges } from "../../core/mail-backend.ts";
import type { IndexRow } from "./index-rows.ts";
import { type FlagSet, flagSetNumber, type MailboxState, readFlagSet } from "./mailbox-state.ts";
import { flagsOf } from "./message-object.ts";

/** A dictionary with more entries is made anew with the next look at all messages. */
const MAX_FLAG_SETS = 2000;

/** The flag sets of a mailbox's messages, by number, as they are kept in its state. */
export class FlagSets {
  readonly #state: MailboxState;
  readonly #numbers: Map<string, number>;
  /** The same by the flags' object, which many messages share. */
  #numberOfFlags = new WeakMap<ReadonlySet<string>, number>();

  constructor(state: MailboxState) {
    this.#state = state;
    this.#numbers = new Map(state.flagSets.map((word, i) => [word, i]));
  }

  get isCrowded(): boolean {
    return this.#state.flagSets.length > MAX_FLAG_SETS;
  }

  numberOf({ flags, labels }: Pick<IndexRow, "flags" | "labels">): number {
    const isShared = flags !== undefined && labels === undefined;
    const known = isShared ? this.#numberOfFlags.get(flags) : undefined;
    if (known !== undefined) return known;
    const number = this.#add({ flags: flagsOf(flags), labels: [...(labels ?? [])] });
    if (isShared) this.#numberOfFlags.set(flags, number);
    return number;
  }

  /** What differs from a set, and the number of the new one; undefined when nothing does. Without `labels` those stay. */
  change(
    before: number,
    flags: ReadonlySet<string>,
    labels: ReadonlySet<string> | undefined,
  ): { number: number; changes: FlagChanges } | undefined {
    const old = readFlagSet(this.#state.flagSets, before);
    const now = { flags: flagsOf(flags), labels: labels ? [...labels] : old.labels };
    const changed = difference(old.flags, now.flags);
    const relabeled = difference(old.labels, now.labels);
    if (!changed && !relabeled) return undefined;
    const changes: FlagChanges = {
      ...(changed ? { flags: { ...changed, value: now.flags } } : {}),
      ...(relabeled ? { labels: { ...relabeled, value: now.labels } } : {}),
    };
    return { number: this.#add(now), changes };
  }

  /** Begins a new dictionary; answers the old one, in which numbers meant something until now. */
  restart(): string[] {
    this.#numbers.clear();
    this.#numberOfFlags = new WeakMap();
    return this.#state.flagSets.splice(0);
  }

  /** The number of a set of an old dictionary in this one. */
  adopt(oldSets: readonly string[], number: number): number {
    return this.#add(readFlagSet(oldSets, number));
  }

  #add(set: FlagSet): number {
    return flagSetNumber(this.#state.flagSets, set, this.#numbers);
  }
}

function difference(before: readonly string[], after: readonly string[]) {
  const old = new Set(before);
  const now = new Set(after);
  const added = after.filter((flag) => !old.has(flag));
  const deleted = before.filter((flag) => !now.has(flag));
  if (added.length === 0 && deleted.length === 0) return undefined;
  return { ...(added.length > 0 ? { added } : {}), ...(deleted.length > 0 ? { deleted } : {}) };
}
