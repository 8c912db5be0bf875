import siftModule from "sift";

// It is CommonJS, whose module is its default export to Node.js.
const sift = siftModule as unknown as typeof import("sift");

/**
 * The operators a filter may use: MongoDB's that compare and combine, and three for texts, which look away from upper and
 * lower case. None of them runs code or a regular expression.
 */
export const FILTER_OPERATORS = [
  "$eq",
  "$ne",
  "$gt",
  "$gte",
  "$lt",
  "$lte",
  "$in",
  "$nin",
  "$all",
  "$exists",
  "$size",
  "$elemMatch",
  "$not",
  "$and",
  "$or",
  "$nor",
  "$contains",
  "$startsWith",
  "$endsWith",
] as const;

/** Whether an event is wanted. The query meets the webhook's body; paths have dots, such as `data.from.address`. */
export type EventFilter = (body: unknown) => boolean;

const MOST_DEPTH = 20;
const MOST_TERMS = 500;

/**
 * Makes a filter of a query such as `{"event": "messageNew", "data.subject": {"$contains": "invoice"}}`. What it doesn't
 * understand throws, with a sentence that says where.
 */
export function eventFilter(query: Record<string, unknown>): EventFilter {
  refuseUnknown(query, "filter", { left: MOST_TERMS }, 0);
  return sift.createQueryTester(query as never, { operations: OPERATIONS });
}

function refuseUnknown(value: unknown, at: string, terms: { left: number }, depth: number): void {
  if (depth > MOST_DEPTH) throw new Error(`${at} is nested too deeply`);
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    if (--terms.left < 0) throw new Error(`The filter has more than ${MOST_TERMS} terms`);
    const path = Array.isArray(value) ? `${at}[${key}]` : `${at}.${key}`;
    if (key.startsWith("$") && !(FILTER_OPERATORS as readonly string[]).includes(key))
      throw new Error(`${path} is no operator; there are ${FILTER_OPERATORS.join(", ")}`);
    if (["$and", "$or", "$nor", "$in", "$nin", "$all"].includes(key) && !Array.isArray(inner))
      throw new Error(`${path} needs a list`);
    if (["$contains", "$startsWith", "$endsWith"].includes(key) && typeof inner !== "string")
      throw new Error(`${path} needs a text`);
    refuseUnknown(inner, path, terms, depth + 1);
  }
}

/** A text term, for single texts and for those in lists. */
const ofText = (fits: (text: string, part: string) => boolean) => (part: string, owner: never, options: never) =>
  sift.createEqualsOperation(
    (value: unknown) => typeof value === "string" && fits(value.toLowerCase(), part.toLowerCase()),
    owner,
    options,
  );

const OPERATIONS = {
  ...Object.fromEntries(
    Object.entries(sift).filter(([name]) => (FILTER_OPERATORS as readonly string[]).includes(name)),
  ),
  $contains: ofText((text, part) => text.includes(part)),
  $startsWith: ofText((text, part) => text.startsWith(part)),
  $endsWith: ofText((text, part) => text.endsWith(part)),
} as never;
