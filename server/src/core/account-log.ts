import type { ConnectionPurpose, LogDirection } from "@posthorn/contracts/logs";

/** What was said or noticed on a connection. */
export interface ConnectionLine {
  connection: string;
  purpose: ConnectionPurpose;
  /** null for what was noticed. */
  direction: LogDirection | null;
  /** Without secrets, and no longer than `LONGEST_LOG_TEXT` and a mark. */
  text: string;
}

/** Where the conversation of single accounts with their mail servers is written down, for those that ask for it. */
export interface AccountLog {
  /** Whether nothing is hidden: contents of messages and what servers repeat of secrets are written down, too. */
  readonly isRaw: boolean;
  /** Whether lines of the account are wanted, right now. Nothing may be built for it while they are not. */
  isOn(account: string): boolean;
  /** Takes a line, at once; it is written a moment later. Never throws. */
  note(account: string, line: ConnectionLine): void;
  /** Drops what was noted of the account and not written yet. Resolves once nothing of it is being written. */
  forget(account: string): Promise<void>;
}
