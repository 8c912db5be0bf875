import type { SearchQuery } from "@posthorn/contracts/search-query";
import { type SearchTerm, noWordFor, notKnownBy, onlyGmailKnows, withoutEmptyTerms } from "../../core/search-terms.ts";

/** What is looked for, as `$filter` has it. */
export interface Filter {
  clauses: string[];
  /** It names categories, which Graph can't put in order. */
  hasLabels: boolean;
}

export const EVERYTHING: Filter = { clauses: [], hasLabels: false };

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const time = (date: string) => new Date(date).toISOString();

type Clause<T extends SearchTerm> = (value: NonNullable<SearchQuery[T]>) => string[];

const hasCategory = (label: string) => `categories/any(c:c eq ${quoted(label)})`;
const listOf = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());

/** What Graph has a word for. */
const CLAUSES: { [T in SearchTerm]?: Clause<T> } = {
  seen: (is) => [`isRead eq ${is}`],
  unseen: (is) => [`isRead eq ${!is}`],
  draft: (is) => [`isDraft eq ${is}`],
  flagged: (is) => [`flag/flagStatus ${is ? "eq" : "ne"} 'flagged'`],
  from: (who) => [`(from/emailAddress/address eq ${quoted(who)} or contains(from/emailAddress/name,${quoted(who)}))`],
  subject: (text) => [`contains(subject,${quoted(text)})`],
  body: (text) => [`contains(body/content,${quoted(text)})`],
  since: (date) => [`receivedDateTime ge ${time(date)}`],
  before: (date) => [`receivedDateTime lt ${time(date)}`],
  sentSince: (date) => [`sentDateTime ge ${time(date)}`],
  sentBefore: (date) => [`sentDateTime lt ${time(date)}`],
  emailId: (id) => [`id eq ${quoted(id)}`],
  threadId: (id) => [`conversationId eq ${quoted(id)}`],
  header: (headers) =>
    Object.entries(headers).map(([name, value]) => {
      if (name.toLowerCase() !== "message-id" || value === true) throw noWordFor("header");
      return `internetMessageId eq ${quoted(value)}`;
    }),
  labels: ({ has, not }) => [
    ...listOf(has).map(hasCategory),
    ...listOf(not).map((label) => `not (${hasCategory(label)})`),
  ],
};

/** Throws for a term that Graph has no word for; none is left out. */
export function toFilter(query: SearchQuery): Filter {
  const terms = withoutEmptyTerms(query);
  refuseUnknown(terms);
  const clauses = Object.entries(terms).flatMap(([term, value]) => {
    const clause = CLAUSES[term as SearchTerm] as ((value: unknown) => string[]) | undefined;
    if (!clause) throw noWordFor(term as SearchTerm);
    return clause(value);
  });
  return { clauses, hasLabels: terms.labels !== undefined };
}

/** KQL has quotes and no way to put one into a text. */
const phrase = (text: string) => `"${text.replaceAll('"', " ").trim()}"`;

/** Days as KQL writes them. */
function day(date: string): string {
  const [year, month, dayOfMonth] = new Date(date).toISOString().slice(0, 10).split("-");
  return `${month}/${dayOfMonth}/${year}`;
}

const KQL: { [T in SearchTerm]?: (value: NonNullable<SearchQuery[T]>) => string } = {
  from: (text) => `from:${phrase(text)}`,
  to: (text) => `to:${phrase(text)}`,
  cc: (text) => `cc:${phrase(text)}`,
  bcc: (text) => `bcc:${phrase(text)}`,
  subject: (text) => `subject:${phrase(text)}`,
  body: (text) => `body:${phrase(text)}`,
  larger: (size) => `size>${size}`,
  smaller: (size) => `size<${size}`,
  before: (date) => `received<=${day(date)}`,
  since: (date) => `received>=${day(date)}`,
  sentBefore: (date) => `sent<=${day(date)}`,
  sentSince: (date) => `sent>=${day(date)}`,
};

/** The same for Outlook's own search, in its language KQL; in quotes, as `$search` wants it. */
export function toKql(query: SearchQuery): string {
  const terms = withoutEmptyTerms(query);
  refuseUnknown(terms);
  const words = Object.entries(terms).map(([term, value]) => {
    const write = KQL[term as SearchTerm] as ((value: unknown) => string) | undefined;
    if (!write) throw noWordFor(term as SearchTerm);
    return write(value);
  });
  // A search has to look for something; every message is larger than that.
  const kql = words.length > 0 ? words.join(" AND ") : "size>0";
  return `"${kql.replaceAll('"', '\\"')}"`;
}

function refuseUnknown(terms: SearchQuery): void {
  if (terms.gmailRaw !== undefined) throw onlyGmailKnows("gmailRaw");
  if (terms.emailIds !== undefined) throw notKnownBy("emailIds");
}
