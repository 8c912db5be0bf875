import { isSettingKey } from "@posthorn/contracts/settings";
import { inWords, storedInWords } from "../settings/drafts.ts";
import { definitionOf } from "../settings/setting-kinds.ts";

/** A value that a setting had, for people: of a secret only whether there was one. `isCut`: as much of it as is known. */
export function valueInWords(field: string, value: unknown, isCut: boolean): string {
  if (isCut) return typeof value === "string" ? value : "…";
  if (!isSettingKey(field)) return JSON.stringify(value) ?? "";
  const { secret } = definitionOf(field);
  if (secret === "masked") return storedInWords(field, value);
  const isThere = value !== null && value !== undefined && value !== "";
  return secret === null ? inWords(field, value) : storedInWords("serviceSecret", isThere);
}
