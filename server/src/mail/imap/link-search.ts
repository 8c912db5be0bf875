import type { SearchObject } from "imapflow";
import { startOf, sumOf } from "../../core/thread-id.ts";
import { LINK_HEADERS, type MessageLinks, namesIn } from "../../mime/message-links.ts";
import type { ImapClient } from "./connection.ts";
import { refusedRequest } from "./errors.ts";
import { fetchLinks } from "./fetch-links.ts";
import { orThrow } from "./or-throw.ts";

type ThreadBeginning =
  | { root: string; start?: never; sha256?: never }
  | { start: string; sha256: string; root?: never };

/** Message-IDs that are looked for in one command. */
const TERMS_AT_ONCE = 10;
/** Message-IDs that are looked for in all: what a conversation names and nobody has counts too. */
const MAX_IDS = 1000;
/** A longer one is looked for by its beginning, so that no command gets too long. */
const MAX_TERM_LENGTH = 200;

/** What was looked for and found in one mailbox. */
interface Place {
  terms: Set<string>;
  uids: Set<number>;
}

/**
 * Finds the messages of a thread by Message-IDs, one mailbox after another: those that name its first message, those
 * that name one of these, and so on. A server finds too much (a search is for a part of a header), so every find is
 * read and has to name one of them exactly.
 */
export class LinkSearch {
  /** What the thread's messages name. */
  readonly #ids = new Set<string>();
  /** The same, as it is looked for. */
  readonly #terms = new Set<string>();
  /** Of the first message, while only the beginning of its Message-ID is known. */
  readonly #sum: string | undefined;
  readonly #maxMessages: number;
  readonly #places = new Map<string, Place>();

  /** Comes to an end soon after it found more messages than that. */
  constructor({ root, start, sha256 }: ThreadBeginning, maxMessages: number) {
    if (root === undefined) this.#terms.add(`<${start}`);
    else this.#learn({ id: root, references: [] });
    this.#sum = sha256;
    this.#maxMessages = maxMessages;
  }

  /** Whether there is something that was not looked for in a mailbox yet. */
  hasNewsFor(path: string): boolean {
    const found = [...this.#places.values()].reduce((sum, { uids }) => sum + uids.size, 0);
    return found <= this.#maxMessages && this.#newsFor(this.#places.get(path)).length > 0;
  }

  /** Hands on the UIDs of more messages of the thread in the selected mailbox. They count as found once they were taken. */
  async findIn(client: ImapClient, path: string, take: (uids: readonly number[]) => Promise<void>): Promise<void> {
    const before = this.#places.get(path);
    const place: Place = { terms: new Set(before?.terms), uids: new Set(before?.uids) };
    const members: number[] = [];
    for (let terms = this.#newsFor(place); terms.length > 0; terms = this.#newsFor(place)) {
      const batch = terms.slice(0, TERMS_AT_ONCE);
      const found = await search(client, batch);
      for (const term of batch) place.terms.add(term);
      const fresh = found.filter((uid) => !place.uids.has(uid)).slice(-this.#maxMessages - 1);
      if (fresh.length === 0) continue;
      for (const [uid, links] of await fetchLinks(client, fresh.join(","))) {
        if (place.uids.has(uid) || !this.#isMember(links)) continue;
        place.uids.add(uid);
        members.push(uid);
        this.#learn(links);
      }
      if (place.uids.size > this.#maxMessages) break;
    }
    await take(members);
    this.#places.set(path, place);
  }

  #newsFor(place: Place | undefined): string[] {
    return [...this.#terms].filter((term) => !place?.terms.has(term));
  }

  #isMember(links: MessageLinks): boolean {
    return namesIn(links).some((id) => this.#ids.has(id) || (this.#sum !== undefined && sumOf(id) === this.#sum));
  }

  #learn(links: MessageLinks): void {
    for (const id of namesIn(links)) {
      if (this.#ids.size >= MAX_IDS) return;
      this.#ids.add(id);
      // With its bracket, so that no other's end is taken for it.
      this.#terms.add(id.length > MAX_TERM_LENGTH ? `<${startOf(id)}` : `<${id}>`);
    }
  }
}

async function search(client: ImapClient, terms: readonly string[]): Promise<number[]> {
  const or: SearchObject[] = terms.flatMap((term) => LINK_HEADERS.map((name) => ({ header: { [name]: term } })));
  return orThrow(client, () => client.search({ or }, { uid: true })).catch((error: unknown) => {
    throw refusedRequest(error, "search", {});
  });
}
