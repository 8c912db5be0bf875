import { decode, encode } from "@msgpack/msgpack";
import type { SpecialUse } from "@posthorn/contracts/mailboxes";

/** What is remembered of a mailbox besides its messages. */
export interface MailboxState {
  path: string;
  name: string;
  specialUse: SpecialUse | undefined;
  isWatched: boolean;
  uidValidity: string;
  /** Everything below has been looked at. */
  uidNext: number;
  /** On the server, when last looked. */
  messages: number;
  highestModseq: bigint | undefined;
  /** Messages below were there before; they are indexed and not told. */
  silentBelow: number;
  /** Messages that were received before (epoch milliseconds) are indexed and not told; 0 where that does not matter. */
  silentBefore: number;
  /** UIDNEXT when the mailbox was first seen: messages from here on came while we were looking. */
  initialUidNext: number;
  /** The first look through has not reached the end yet. */
  isIncomplete: boolean;
  /** `mailboxNew` is still to be told, when the first look is done. */
  isUnannounced: boolean;
  /** Epoch milliseconds of the last look at every message. */
  lastFullScan: number;
  /** Flag sets by number; a set is its flags, sorted, then its labels. */
  flagSets: string[];
}

/** For `silentBelow`: nothing is told, however high its UID. */
export const SILENT = 0xffff_ffff;

/** Of a mailbox that nothing is remembered of. */
export function newState(
  { path, name, specialUse }: { path: string; name: string; specialUse: SpecialUse | undefined },
  uidValidity: string,
  uidNext: number,
): MailboxState {
  return {
    path,
    name,
    specialUse,
    isWatched: true,
    uidValidity,
    uidNext: 1,
    messages: 0,
    highestModseq: undefined,
    silentBelow: 0,
    silentBefore: 0,
    initialUidNext: uidNext,
    isIncomplete: true,
    isUnannounced: true,
    lastFullScan: 0,
    flagSets: [],
  };
}

export const STATE_PREFIX = "state/";
export const stateKey = (number: number) => STATE_PREFIX + number.toString(16).padStart(8, "0");
export const indexPrefix = (number: number) => `index/${number.toString(16).padStart(8, "0")}/`;
export const numberOfState = (key: string) => Number.parseInt(key.slice(STATE_PREFIX.length), 16);

export function encodeState(state: MailboxState): Uint8Array {
  const { highestModseq, specialUse, ...plain } = state;
  return encode({ ...plain, use: specialUse ?? null, modseq: highestModseq?.toString() ?? null });
}

export function decodeState(bytes: Uint8Array): MailboxState {
  const { use, modseq, ...plain } = decode(bytes) as Omit<MailboxState, "highestModseq" | "specialUse"> & {
    use: SpecialUse | null;
    modseq: string | null;
  };
  return { ...plain, specialUse: use ?? undefined, highestModseq: modseq === null ? undefined : BigInt(modseq) };
}

export interface FlagSet {
  flags: string[];
  labels: string[];
}

/** The number of a flag set in a mailbox's dictionary, which grows when it is new. */
export function flagSetNumber(dictionary: string[], { flags, labels }: FlagSet, numbers?: Map<string, number>): number {
  const word = JSON.stringify(labels.length > 0 ? [flags.toSorted(), labels.toSorted()] : [flags.toSorted()]);
  const known = numbers ? (numbers.get(word) ?? -1) : dictionary.indexOf(word);
  if (known >= 0) return known;
  const number = dictionary.push(word) - 1;
  numbers?.set(word, number);
  return number;
}

export function readFlagSet(dictionary: readonly string[], number: number): FlagSet {
  const [flags = [], labels = []] = JSON.parse(dictionary[number] ?? "[]") as [string[]?, string[]?];
  return { flags, labels };
}
