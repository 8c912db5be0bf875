import type { SearchQuery } from "@posthorn/contracts/search-query";
import { PosthornError } from "./errors.ts";

export type SearchTerm = keyof SearchQuery;

/** The terms of a search that say nothing, such as an empty subject or a size of 0. */
export function emptyTerms({ subject, larger, smaller, modseq, header, labels }: SearchQuery): SearchTerm[] {
  const isEmpty: Partial<Record<SearchTerm, boolean>> = {
    subject: subject === "",
    larger: larger === 0,
    smaller: smaller === 0,
    modseq: modseq === 0,
    header: header !== undefined && Object.keys(header).length === 0,
    labels: labels !== undefined && !labels.has?.length && !labels.not?.length,
  };
  return (Object.keys(isEmpty) as SearchTerm[]).filter((term) => isEmpty[term]);
}

/** What a search really asks for. */
export function withoutEmptyTerms(query: SearchQuery): SearchQuery {
  const empty = new Set<string>(emptyTerms(query));
  return Object.fromEntries(Object.entries(query).filter(([term]) => !empty.has(term))) as SearchQuery;
}

/** The mail server has no word for a term. */
export const noWordFor = (term: SearchTerm) =>
  new PosthornError("invalid", `The mail server can not search by "${term}"`, { code: "UnsupportedSearchTerm" });

/** The mail server does not tell its messages apart in this way; without the term, others would be found. */
export const notKnownBy = (term: SearchTerm) =>
  new PosthornError("unsupported", `The mail server can not search by "${term}"`, { code: "UnsupportedSearchTerm" });

/** Only Gmail knows the term. */
export const onlyGmailKnows = (term: SearchTerm) =>
  new PosthornError("unsupported", `The mail server can not search by "${term}"`, { code: "MissingServerExtension" });
