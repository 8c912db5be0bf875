import type { SearchQuery } from "@posthorn/contracts/search-query";
import { PosthornError } from "../../core/errors.ts";
import { noWordFor, type SearchTerm, withoutEmptyTerms } from "../../core/search-terms.ts";

/** What a search asks of Gmail: a query, or messages by their ids. */
export interface GmailSearch {
  q: string;
  /** Then the rest counts for nothing. */
  emailId?: string;
  threadId?: string;
  emailIds?: string[];
}

/** Terms that Gmail has no operator for. */
const UNKNOWN: SearchTerm[] = ["seq", "uid", "modseq", "answered", "deleted"];

/**
 * A search in Gmail's words (https://support.google.com/mail/answer/7190). Gmail looks for whole words; what it can't look
 * for is `invalid` (UnsupportedSearchTerm). `labelName` tells the name that a label goes by in a query.
 */
export function toGmailSearch(query: SearchQuery, labelName: (label: string) => string): GmailSearch {
  const terms = withoutEmptyTerms(query);
  for (const term of UNKNOWN) if (terms[term] !== undefined) throw noWordFor(term);
  const q: string[] = [];
  const add = <T>(value: T | undefined, toTerm: (value: T) => string) => {
    if (value !== undefined) q.push(toTerm(value));
  };
  add(terms.seen, (isSeen) => (isSeen ? "is:read" : "is:unread"));
  add(terms.unseen, (isUnseen) => (isUnseen ? "is:unread" : "is:read"));
  add(terms.flagged, (isFlagged) => (isFlagged ? "is:starred" : "-is:starred"));
  add(terms.draft, (isDraft) => (isDraft ? "in:drafts" : "-in:drafts"));
  for (const field of ["from", "to", "cc", "bcc", "subject"] as const)
    add(terms[field], (text) => `${field}:${quoted(text)}`);
  add(terms.body, quoted);
  add(terms.larger, (size) => `larger:${size}`);
  add(terms.smaller, (size) => `smaller:${size}`);
  for (const term of ["since", "sentSince"] as const) add(terms[term], (date) => `after:${secondsOf(date)}`);
  for (const term of ["before", "sentBefore"] as const) add(terms[term], (date) => `before:${secondsOf(date)}`);
  for (const [name, value] of Object.entries(terms.header ?? {})) {
    if (name.toLowerCase() !== "message-id" || value === true) throw noWordFor("header");
    q.push(messageIdTerm(value));
  }
  for (const label of terms.labels?.has ?? []) q.push(`label:${quoted(labelName(label))}`);
  for (const label of terms.labels?.not ?? []) q.push(`-label:${quoted(labelName(label))}`);
  if (terms.gmailRaw !== undefined) q.push(terms.gmailRaw);
  const { emailId, threadId, emailIds } = terms;
  return {
    q: q.join(" "),
    ...(emailId !== undefined && { emailId }),
    ...(threadId !== undefined && { threadId }),
    ...(emailIds !== undefined && { emailIds }),
  };
}

/** What finds the message with this Message-ID. */
export const messageIdTerm = (messageId: string): string => `rfc822msgid:${messageId.replaceAll(/[<>"\s()]/g, "")}`;

/** There is no way to write a quotation mark within a phrase; it separates words, as a blank does. */
function quoted(text: string): string {
  const phrase = text.replaceAll('"', " ").trim();
  return /^[\p{L}\p{N}][\p{L}\p{N}@._+-]*$/u.test(phrase) ? phrase : `"${phrase}"`;
}

/** Whole days would be those of the user's time zone, which nobody tells us. */
function secondsOf(date: string): number {
  const ms = Date.parse(date);
  if (Number.isNaN(ms)) throw new PosthornError("invalid", `"${date}" is no date`, { code: "InvalidInput" });
  return Math.floor(ms / 1000);
}
