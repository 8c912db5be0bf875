import type { FieldFault } from "./errors.ts";

/** The names in a list that commas separate. */
export const namesIn = (list: string): string[] => list.split(",").map((name) => name.trim());

/** What is wrong with the query argument `types`, such a list, when only some names are known. */
export function faultsOfNames(list: string | undefined, known: readonly string[]): FieldFault[] {
  if (list === undefined || namesIn(list).every((name) => known.includes(name))) return [];
  return [{ message: `"types" must be one of: ${known.join(", ")}`, key: "types", path: "query.types" }];
}
