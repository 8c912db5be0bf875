import type { AccountTypeName } from "@posthorn/contracts/accounts";
import type { SearchQuery } from "@posthorn/contracts/search-query";

/** What can be looked for; the same names stand in the address. */
export interface MailSearch {
  from?: string;
  to?: string;
  subject?: string;
  body?: string;
  unseen?: true;
  flagged?: true;
  attachments?: true;
  /** Days, as `2026-01-31`. */
  since?: string;
  before?: string;
  /** In the words of the provider. */
  raw?: string;
  /** In all mailboxes. */
  everywhere?: true;
}

export const SEARCH_NAMES = [
  "from",
  "to",
  "subject",
  "body",
  "unseen",
  "flagged",
  "attachments",
  "since",
  "before",
  "raw",
  "everywhere",
] as const satisfies readonly (keyof MailSearch)[];

/** Who has a search of its own: Gmail's words, or Outlook's ways. */
export const searchKind = (type: AccountTypeName | undefined): "gmail" | "outlook" | "imap" =>
  type === "gmail" || type === "gmailService"
    ? "gmail"
    : type === "outlook" || type === "outlookService"
      ? "outlook"
      : "imap";

/** Only the parts of an address that say what is looked for. */
export const searchIn = (address: MailSearch): MailSearch =>
  Object.fromEntries(SEARCH_NAMES.filter((name) => address[name] !== undefined).map((name) => [name, address[name]]));

/** What the API is asked for; undefined when nothing is looked for. */
export function toSearchQuery(search: MailSearch, kind: ReturnType<typeof searchKind>): SearchQuery | undefined {
  const { from, to, subject, body, unseen, flagged, attachments, since, before, raw } = search;
  const words = [raw, kind === "gmail" && attachments ? "has:attachment" : undefined].filter(Boolean).join(" ");
  const query: SearchQuery = {
    ...(from && { from }),
    ...(to && { to }),
    ...(subject && { subject }),
    ...(body && { body }),
    ...(unseen && { unseen }),
    ...(flagged && { flagged }),
    ...(since && { since }),
    ...(before && { before }),
    // IMAP knows nothing of attachments, but of the kind of message that has them.
    ...(attachments && kind === "imap" && { header: { "Content-Type": "multipart/mixed" } }),
    ...(kind === "gmail" && words !== "" && { gmailRaw: words }),
  };
  return Object.keys(query).length === 0 ? undefined : query;
}
