import type { ImapAttribute, ImapAttributeNode, ImapCompileNode } from "imapflow/lib/handler/types.js";

/** An argument that is a word: atom, string or literal; `""` for a list and for NIL. */
export const textOf = (value: ImapAttribute | undefined): string =>
  value && !Array.isArray(value) && value.value !== undefined && value.value !== null ? String(value.value) : "";

export const upperOf = (value: ImapAttribute | undefined): string => textOf(value).toUpperCase();

/** An argument that is a list; a single word counts as a list of one. */
export const listOf = (value: ImapAttribute | undefined): ImapAttribute[] =>
  Array.isArray(value) ? value : value ? [value] : [];

/** Something in a response that is written as it is. */
export const atom = (value: string | number, more: Partial<ImapAttributeNode> = {}): ImapCompileNode => ({
  type: "ATOM",
  value: String(value),
  ...more,
});

export const atoms = (values: Iterable<string | number>): ImapCompileNode[] => [...values].map((value) => atom(value));
