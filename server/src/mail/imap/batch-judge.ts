import type { BackendNotes, ChangeBatch, MessagePlace } from "../../core/mail-backend.ts";
import type { MailboxRegistry } from "./mailbox-registry.ts";
import { readMessageId } from "./message-id.ts";
import { SeenMessages } from "./seen-messages.ts";
import type { ToldBatch } from "./sync-tools.ts";

/** A message that is gone here and new there within so long was moved. */
const MOVES_WITHIN_MS = 5 * 60_000;
const MOST_REMEMBERED = 500;

/**
 * Says of each message in a batch whether it was met before, and where it was moved from or to: a
 * hint, made of the Message-ID or the server's email id and the order in which things were found.
 * Decided last, when all that was told earlier is committed.
 */
export class BatchJudge {
  readonly #notes: BackendNotes;
  readonly #registry: MailboxRegistry;
  /** Messages that are gone. */
  readonly #gone = new Recent<true>();
  /** Messages that were met again elsewhere while they were still in place, and where. */
  readonly #metAt = new Recent<string>();

  constructor(notes: BackendNotes, registry: MailboxRegistry) {
    this.#notes = notes;
    this.#registry = registry;
  }

  async judge({ changes, notes }: ToldBatch): Promise<ChangeBatch> {
    const seen = new SeenMessages(this.#notes);
    for (const change of changes) {
      if (change.type === "messageDeleted") {
        const movedTo = await this.#placeOf(this.#metAt.get(change.id));
        if (movedTo) change.movedTo = movedTo;
        this.#gone.set(change.id, true);
      } else if (change.type === "messageNew") {
        const { id, emailId, messageId } = change.message;
        const names = [...(emailId ? [`e${emailId}`] : []), ...(messageId ? [`m${messageId}`] : [])];
        const before = await seen.meet(names, id);
        if (before === undefined) continue;
        change.message.seemsLikeNew = false;
        if (before === id) continue;
        if (this.#gone.get(before)) {
          const movedFrom = await this.#placeOf(before);
          if (movedFrom) change.message.movedFrom = movedFrom;
        } else this.#metAt.set(before, id);
      }
    }
    return { changes, notes: [...notes, ...seen.takeWrites()] };
  }

  async #placeOf(id: string | undefined): Promise<MessagePlace | undefined> {
    if (id === undefined) return undefined;
    const { mailbox, uid } = readMessageId(id);
    const life = await this.#registry.lifeOf(mailbox);
    return life && { path: life.path, id, uid };
  }
}

/** The newest few, for a while. */
class Recent<T> {
  readonly #entries = new Map<string, { value: T; at: number }>();

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry && performance.now() - entry.at < MOVES_WITHIN_MS ? entry.value : undefined;
  }

  set(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, at: performance.now() });
    if (this.#entries.size <= MOST_REMEMBERED) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }
}
