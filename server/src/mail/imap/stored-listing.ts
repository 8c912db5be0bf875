import { decode, encode } from "@msgpack/msgpack";
import type { BackendNotes } from "../../core/mail-backend.ts";
import type { KnownMailbox } from "./mailboxes.ts";

/** The mailboxes as last listed, kept in the notes so that they are known while the server can't be asked. */
export interface StoredListing {
  /** Empty before the first listing. */
  read(): Promise<KnownMailbox[]>;
  /** Committed when it resolves; a listing that is the same as the last one costs nothing. */
  keep(mailboxes: readonly KnownMailbox[]): Promise<void>;
}

const KEY = "listing";

export function createStoredListing(notes: BackendNotes): StoredListing {
  let kept: Buffer | undefined;
  return {
    async read() {
      const note = (await notes.read(KEY)).get(KEY);
      return note ? (decode(note) as Omit<KnownMailbox, Changing>[]).map(withoutCounters) : [];
    },
    async keep(mailboxes) {
      const bytes = Buffer.from(encode(mailboxes.map(lastingOf)));
      if (kept?.equals(bytes)) return;
      await notes.write([{ key: KEY, value: bytes }]);
      kept = bytes;
    },
  };
}

type Changing = "counters" | "fault";

function lastingOf(mailbox: KnownMailbox): Omit<KnownMailbox, Changing> {
  const { counters: _, fault: __, ...lasting } = mailbox;
  return lasting;
}

/** What is undefined comes back as null. */
const withoutCounters = (lasting: Omit<KnownMailbox, Changing>): KnownMailbox => ({
  ...lasting,
  parentPath: lasting.parentPath ?? undefined,
  specialUse: lasting.specialUse ?? undefined,
  specialUseSource: lasting.specialUseSource ?? undefined,
  counters: undefined,
  fault: undefined,
});
