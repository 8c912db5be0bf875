import type { MailChange, NoteWrite, WatchOptions } from "../../core/mail-backend.ts";
import type { ImapClient } from "./connection.ts";
import type { AccountMessages } from "./known-messages.ts";

/** What whoever follows a mailbox works with. */
export interface MailboxSyncTools {
  options: WatchOptions;
  isFast: boolean;
  known: AccountMessages;
  /** Hands on what was found; may wait when the reader is far behind. */
  tell(batch: ToldBatch): Promise<void>;
  command<T>(client: ImapClient, command: Promise<T>): Promise<T>;
  now(): number;
  wait(ms: number): Promise<void>;
}

export interface ToldBatch {
  changes: MailChange[];
  notes: NoteWrite[];
}
