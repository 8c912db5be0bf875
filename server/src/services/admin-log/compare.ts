import { isDeepStrictEqual } from "node:util";
import type { AdminLogChange } from "@posthorn/contracts/admin-log";
import { MASK } from "../../core/mask.ts";

/** Room for every setting at once. */
const MOST_FIELDS = 200;
const LONGEST_FIELD = 200;
/** Characters of a value, as JSON. */
const LONGEST_VALUE = 1000;
/** Characters of all values together; what comes after them is named only. */
const LONGEST_VALUES = 24_000;

export interface Comparison {
  /** What the API answers of a thing; undefined where there is none. */
  before: unknown;
  after: unknown;
  /** What the caller sent: a secret in it was replaced, though it reads the same before and after. */
  sent?: unknown;
  /** Fields that are not told, with all that is inside of them. */
  leftOut?: readonly string[];
  /** Whether values are told whole, however deep they go. */
  isFlat?: boolean;
}

/** What differs between two answers, field by field, within bounds. Lists are told whole. */
export function changesBetween({ before, after, sent, leftOut = [], isFlat = false }: Comparison): AdminLogChange[] {
  const depth = isFlat ? 1 : Infinity;
  const [old, now, given] = [before, after, sent].map((value) => fieldsOf(value, depth)) as [Fields, Fields, Fields];
  const isTold = (field: string) => !leftOut.some((name) => field === name || field.startsWith(`${name}.`));
  const isChanged = (field: string) =>
    !isDeepStrictEqual(old.get(field), now.get(field)) || isReplaced(now.get(field), given, field);
  const fields = [...new Set([...old.keys(), ...now.keys()])].filter((field) => isTold(field) && isChanged(field));
  return bounded(
    fields.map((field) => ({
      field,
      ...(old.has(field) && { before: old.get(field) }),
      ...(now.has(field) && { after: now.get(field) }),
    })),
  );
}

type Fields = ReadonlyMap<string, unknown>;

const isReplaced = (shown: unknown, given: Fields, field: string): boolean =>
  given.has(field) && (JSON.stringify(shown) ?? "").includes(MASK) && !isDeepStrictEqual(given.get(field), shown);

/** Values by their path; nothing of what is undefined. */
function fieldsOf(value: unknown, depth: number): Fields {
  const fields = new Map<string, unknown>();
  const collect = (inner: unknown, path: string, left: number) => {
    if (inner === undefined) return;
    const entries = left > 0 && isObject(inner) ? Object.entries(inner) : [];
    if (path !== "" && entries.length === 0) fields.set(path, inner);
    for (const [name, member] of entries) collect(member, path === "" ? name : `${path}.${name}`, left - 1);
  };
  collect(value, "", depth);
  return fields;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function bounded(changes: readonly AdminLogChange[]): AdminLogChange[] {
  let left = LONGEST_VALUES;
  return changes.slice(0, MOST_FIELDS).map((change) => {
    const told: AdminLogChange = { field: change.field.slice(0, LONGEST_FIELD).toWellFormed() };
    const cut: ("before" | "after")[] = [];
    for (const side of ["before", "after"] as const) {
      if (!(side in change)) continue;
      const { value, isCut } = shortened(change[side]);
      const length = JSON.stringify(value).length;
      const fits = length <= left;
      if (fits) told[side] = value;
      left -= length;
      if (isCut || !fits) cut.push(side);
    }
    return cut.length === 0 ? told : { ...told, cut };
  });
}

function shortened(value: unknown): { value: unknown; isCut: boolean } {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.length <= LONGEST_VALUE) return { value, isCut: false };
  return { value: `${text.slice(0, LONGEST_VALUE).toWellFormed()}…`, isCut: true };
}
