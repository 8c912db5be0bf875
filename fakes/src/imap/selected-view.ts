import type { StoredMailbox, StoredMessage } from "./mail-store.ts";

/** What changed since a session was told last. */
export interface News {
  /** Sequence numbers, each true at its turn (RFC 9051 section 7.5.1), with their UIDs. */
  expunged: { seq: number; uid: number }[];
  /** How many there are now, if it is more. */
  exists: number | undefined;
  flagged: { seq: number; message: StoredMessage }[];
}

/**
 * The messages of a selected mailbox as one session has been told of them: sequence numbers stay
 * what they are until the session may be told otherwise.
 */
export class SelectedView {
  readonly mailbox: StoredMailbox;
  readonly isReadOnly: boolean;
  readonly messages: StoredMessage[];
  readonly #told = new Map<StoredMessage, number>();

  constructor(mailbox: StoredMailbox, visible: readonly StoredMessage[], isReadOnly: boolean) {
    this.mailbox = mailbox;
    this.isReadOnly = isReadOnly;
    this.messages = [...visible];
    for (const message of visible) this.#told.set(message, message.modseq);
  }

  get lastUid(): number {
    return this.messages.at(-1)?.uid ?? 0;
  }

  /** The session knows this state of a message from an answer. */
  sawFlags(message: StoredMessage): void {
    if (this.#told.has(message)) this.#told.set(message, message.modseq);
  }

  /** Takes over what is true now. Expunges wait where a command by sequence numbers has just run. */
  takeNews(visible: readonly StoredMessage[], mayExpunge: boolean): News {
    const news: News = { expunged: [], exists: undefined, flagged: [] };
    const present = new Set(visible);
    if (mayExpunge)
      for (let i = 0; i < this.messages.length;) {
        const message = this.messages[i] as StoredMessage;
        if (present.has(message)) {
          i++;
          continue;
        }
        this.messages.splice(i, 1);
        this.#told.delete(message);
        news.expunged.push({ seq: i + 1, uid: message.uid });
      }
    for (const [i, message] of this.messages.entries()) {
      if (!present.has(message) || message.modseq <= (this.#told.get(message) ?? 0)) continue;
      this.#told.set(message, message.modseq);
      news.flagged.push({ seq: i + 1, message });
    }
    for (const message of visible) {
      if (this.#told.has(message)) continue;
      this.#told.set(message, message.modseq);
      this.messages.push(message);
      news.exists = this.messages.length;
    }
    return news;
  }
}
