import type { Static } from "typebox";
import Type from "typebox";
import type { FieldFault } from "./errors.ts";
import { ListOrOne, Strict, Timestamp } from "./schemas.ts";

/** A text to look for; a line break is in no field of a message. */
const term = (maxLength: number, minLength = 1) =>
  Type.Optional(Type.String({ minLength, maxLength, pattern: "^[^\\r\\n]*$" }));
/** A text of which something is left when white space and quotes are taken away. */
const WORDS = '^[^\\r\\n]*[^\\s"][^\\r\\n]*$';
const flag = Type.Optional(Type.Boolean());
const size = Type.Optional(Type.Integer({ minimum: 0, maximum: 1_073_741_824 }));
const date = Type.Optional(Timestamp());
const labelNames = Type.Optional(
  ListOrOne(Type.String({ minLength: 1, maxLength: 128, pattern: WORDS }), { maxItems: 100 }),
);

/** Header fields by name: a text that one of them contains, or `true` for any text at all. */
const headers = Type.Unsafe<Record<string, string | true>>({
  type: "object",
  additionalProperties: {
    anyOf: [
      { type: "string", maxLength: 1024, pattern: "^[^\\r\\n]*$" },
      { type: "boolean", enum: [true] },
    ],
  },
});

/**
 * What messages have to be like, all of it at once; without any criterion every message fits. Sizes
 * are bytes. `since`, `before` and their `sent` twins may count whole days, in the time zone of the
 * mail server. An empty `subject`, a size of 0, a `modseq` of 0 and empty lists say nothing.
 */
export const SearchQuery = Strict(
  {
    seq: term(8192),
    answered: flag,
    deleted: flag,
    draft: flag,
    unseen: flag,
    flagged: flag,
    seen: flag,
    from: term(256),
    to: term(256),
    cc: term(256),
    bcc: term(256),
    body: term(256),
    subject: term(2560, 0),
    larger: size,
    smaller: size,
    uid: term(8192),
    modseq: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    before: date,
    since: date,
    sentBefore: date,
    sentSince: date,
    emailId: term(256),
    threadId: term(256),
    header: Type.Optional(headers),
    gmailRaw: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, pattern: WORDS })),
    labels: Type.Optional(Strict({ has: labelNames, not: labelNames })),
    emailIds: Type.Optional(ListOrOne(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 1000 })),
  },
  { $id: "SearchQuery" },
);
export type SearchQuery = Static<typeof SearchQuery>;

/** Each header field becomes a part of one command to the mail server. */
const MOST_HEADERS = 50;
const LONGEST_HEADER_NAME = 256;
/** RFC 5322 section 3.6.8. */
const HEADER_NAME = /^[!-9;-~]+$/;

/** One element of a sequence set (RFC 9051 section 9): a number from 1 to 4294967295, `*`, or two of them. */
const SET_ELEMENT = /^(?:\*|[1-9]\d{0,9})(?::(?:\*|[1-9]\d{0,9}))?$/;
const LARGEST_NUMBER = 0xffff_ffff;

/** What the schema of a search query can't say: whether its sets are sets, and its header fields have names. */
export function faultsOfSearch({ search }: { search: SearchQuery }): FieldFault[] {
  const faults: FieldFault[] = [];
  const fault = (key: string, message: string, path = `body.search.${key}`) => faults.push({ key, message, path });
  for (const key of ["seq", "uid"] as const) {
    const set = search[key];
    if (set !== undefined && !isSequenceSet(set))
      fault(key, `"${key}" must be a set of numbers, such as 3 or 1,5:9,20:*`);
  }
  const names = Object.keys(search.header ?? {});
  if (names.length > MOST_HEADERS) fault("header", `"header" must have at most ${MOST_HEADERS} items`);
  const wrong = names.find((name) => name.length > LONGEST_HEADER_NAME || !HEADER_NAME.test(name));
  if (wrong !== undefined) {
    const name = wrong.slice(0, 100);
    fault(name, `"${name}" is not a valid header name`, `body.search.header.${name}`);
  }
  return faults;
}

const isSequenceSet = (text: string) =>
  text
    .split(",")
    .every(
      (element) =>
        SET_ELEMENT.test(element) && element.split(":").every((end) => end === "*" || Number(end) <= LARGEST_NUMBER),
    );
