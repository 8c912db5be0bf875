import type { SettingKey, SettingsAnswer, SettingsUpdate } from "@posthorn/contracts/settings";
import { formatNumber } from "../../languages/format.ts";
import { without } from "../../without.ts";
import { definitionOf, kindOf } from "./setting-kinds.ts";
import { texts } from "./texts.ts";

/** What was changed and is not saved yet; null resets a setting. */
export type Drafts = Partial<Record<SettingKey, unknown>>;

/** `Name: value` a line, as the API takes headers; undefined where a line is none. */
export function parseHeaders(text: string): { key: string; value: string }[] | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return { key: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim(), isWrong: colon < 1 };
  });
  return headers.some(({ isWrong }) => isWrong) ? undefined : headers.map(({ key, value }) => ({ key, value }));
}

/** One a line; blank lines do not count. */
export const parseLines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** Whether two values of a setting are the same; the order of an object's members does not count. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

const sorted = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Keeps a change, or forgets it when it leads back to what is stored. */
export function withDraft(drafts: Drafts, stored: SettingsAnswer, key: SettingKey, value: unknown): Drafts {
  const isHidden = kindOf(key) === "secret" && value !== null;
  return !isHidden && isSame(value, stored[key] ?? null) ? without(drafts, key) : { ...drafts, [key]: value };
}

/** What is sent to the API. */
export const updateOf = (drafts: Drafts) => drafts as SettingsUpdate;

/** A value that is to be stored, for people; secrets are never shown. */
export function inWords(key: SettingKey, value: unknown): string {
  const kind = kindOf(key);
  if (value === null || value === undefined) return unsetInWords(key);
  if (kind === "secret" || kind === "masked") return texts.save.secret;
  if (typeof value === "boolean") return value ? texts.on : texts.off;
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "string") return value === "" ? texts.empty : shortened(value);
  if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) {
    return value.length === 0 ? texts.none : shortened(value.join(", "));
  }
  return shortened(JSON.stringify(value));
}

/** What is stored, for people: of a secret only that there is one, or the part that the API itself shows. */
export function storedInWords(key: SettingKey, value: unknown): string {
  const kind = kindOf(key);
  if (kind === "secret") return value === true ? texts.save.set : texts.choices.unset;
  return kind === "masked" && typeof value === "string" && value !== "" ? shortened(value) : inWords(key, value);
}

function unsetInWords(key: SettingKey): string {
  const { default: value } = definitionOf(key);
  return value === undefined ? texts.choices.unset : inWords(key, value);
}

const SHOWN = 120;
const shortened = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** Those values of a file that differ from what is stored; undefined when it holds no settings. */
export function draftsOfFile(content: string, stored: SettingsAnswer, keys: readonly SettingKey[]): Drafts | undefined {
  let file: unknown;
  try {
    file = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (typeof file !== "object" || file === null || Array.isArray(file)) return undefined;
  const known = Object.entries(file).filter((entry): entry is [SettingKey, unknown] =>
    keys.includes(entry[0] as SettingKey),
  );
  if (known.length === 0) return undefined;
  return known.reduce<Drafts>((drafts, [key, value]) => withDraft(drafts, stored, key, value), {});
}

/** What is stored and no secret, to be kept as a file. */
export function fileOf(stored: SettingsAnswer): string {
  const open = Object.entries(stored).filter(
    ([key, value]) => value !== null && definitionOf(key as SettingKey)?.secret === null,
  );
  return `${JSON.stringify(Object.fromEntries(open), null, 2)}\n`;
}
