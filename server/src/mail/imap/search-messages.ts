import type { MessagePage } from "@posthorn/contracts/messages";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import type { MailboxObject } from "imapflow";
import type { CallOptions, PageRequest } from "../../core/mail-backend.ts";
import { withoutEmptyTerms } from "../../core/search-terms.ts";
import type { ImapClient } from "./connection.ts";
import type { AccountContext } from "./context.ts";
import { refusedRequest } from "./errors.ts";
import { listMessages } from "./messages.ts";
import { orThrow } from "./or-throw.ts";
import { neighbours, placeOf, readCursor } from "./page-cursor.ts";
import { fetchUids, toEntry } from "./page-rows.ts";
import { toCriteria } from "./search-criteria.ts";

export async function searchMessages(
  context: AccountContext,
  wanted: string,
  query: SearchQuery,
  options: CallOptions & PageRequest,
): Promise<MessagePage> {
  if (Object.keys(withoutEmptyTerms(query)).length === 0) return listMessages(context, wanted, options);
  const { pageSize, signal } = options;
  const cursor = options.cursor === undefined ? { page: options.page } : readCursor(options.cursor);
  const path = await context.directory.resolve(wanted, signal);
  return context.withMailbox("search", path, { signal }, async (client, mailbox) => {
    const found = (await findUids(client, mailbox, query)).reverse();
    const [first, end] = placeOf(cursor, found, pageSize);
    const uids = found.slice(first, end);
    const number = await context.registry.numberOf({ path, uidValidity: mailbox.uidValidity.toString() });
    const rows = await fetchUids({ client, number, known: context.known }, uids);
    const total = found.length;
    const pages = Math.max(1, Math.ceil(total / pageSize));
    const ends = { newest: borderAt(uids[0]), oldest: borderAt(uids.at(-1)), hasOlder: end < total };
    return { total, page: cursor.page, pages, ...neighbours(ends, cursor.page, pages), messages: rows.map(toEntry) };
  });
}

/** UIDs of the messages of the selected mailbox that fit, in ascending order. */
export async function findUids(client: ImapClient, mailbox: MailboxObject, query: SearchQuery): Promise<number[]> {
  const criteria = toCriteria(client, mailbox, query);
  if (!criteria) return [];
  return orThrow(client, () => client.search(criteria, { uid: true })).catch((error: unknown) => {
    throw refusedRequest(error, "search", { code: "UnsupportedSearchTerm" });
  });
}

const borderAt = (uid: number | undefined) => (uid === undefined ? undefined : { uid });
