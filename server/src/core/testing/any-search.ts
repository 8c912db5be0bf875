import type { SearchQuery } from "@posthorn/contracts/search-query";
import fc from "fast-check";

const flag = fc.boolean();
const size = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_073_741_824 }));
const term = (maxLength: number) =>
  fc
    .oneof(
      fc.constantFrom(
        "Ann",
        "one",
        "Grüße",
        '"',
        "\\",
        "{5}",
        " ",
        "(",
        "%*",
        "日本語",
        "\t",
        "NIL",
        "\u0301",
        "\ud800",
      ),
      fc.string({ unit: "binary", minLength: 1, maxLength: 40 }),
    )
    .map((text) => text.replaceAll(/[\0\r\n]/g, "x").slice(0, maxLength));
const words = term(128).filter((text) => /[^\s"]/.test(text));
const date = fc
  .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
  .chain((moment) => fc.constantFrom(moment.toISOString(), moment.toISOString().slice(0, 10)));
const number = fc.oneof(fc.constant("*"), fc.integer({ min: 1, max: 9 }).map(String), fc.constant("4294967295"));
const set = fc
  .array(
    fc.oneof(
      number,
      fc.tuple(number, number).map((ends) => ends.join(":")),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((ranges) => ranges.join(","));
const headerName = fc.oneof(
  fc.constantFrom("Subject", "x-tag", "Message-ID", "(", '"', "]"),
  fc.stringMatching(/^[!-9;-~]{1,20}$/),
);
const id = fc.oneof(fc.constantFrom("1", "M1", "99999999999999999999"), term(40));

const TERMS: { [Term in keyof SearchQuery]-?: fc.Arbitrary<NonNullable<SearchQuery[Term]>> } = {
  seq: set,
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
  subject: fc.oneof(fc.constant(""), term(256)),
  larger: size,
  smaller: size,
  uid: set,
  modseq: fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER)),
  before: date,
  since: date,
  sentBefore: date,
  sentSince: date,
  emailId: id,
  threadId: id,
  header: fc.dictionary(headerName, fc.oneof(fc.constant<true>(true), fc.constant(""), term(40)), { maxKeys: 3 }),
  gmailRaw: words,
  labels: fc.record(
    { has: fc.array(words, { maxLength: 2 }), not: fc.array(words, { maxLength: 2 }) },
    { requiredKeys: [] },
  ),
  emailIds: fc.array(id, { maxLength: 3 }),
};

/** Any search of a few terms that its schema takes, save for strings of great length. */
export const anySearch: fc.Arbitrary<SearchQuery> = fc
  .subarray(Object.keys(TERMS) as (keyof SearchQuery)[], { maxLength: 4 })
  .chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, TERMS[name]])) as Partial<typeof TERMS>))
  .map((query) => query as SearchQuery);
