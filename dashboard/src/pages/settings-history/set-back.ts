import type { AdminLogChange } from "@posthorn/contracts/admin-log";
import { isSettingKey, type SettingKey, type SettingsAnswer } from "@posthorn/contracts/settings";
import { type Drafts, withDraft } from "../settings/drafts.ts";
import { definitionOf } from "../settings/setting-kinds.ts";

export interface SetBack {
  /** The drafts of before, with the settings as they were. */
  drafts: Drafts;
  /** Settings whose value of before is known. */
  filledIn: readonly SettingKey[];
  /** Settings whose value of before nobody kept: secrets, and what was too long. */
  leftOut: readonly SettingKey[];
}

/** The drafts that lead back to what was set before the changes; settings that are none any more do not count. */
export function setBack(drafts: Drafts, stored: SettingsAnswer, changes: readonly AdminLogChange[]): SetBack {
  const known = changes.flatMap(({ field, before, cut = [] }) =>
    isSettingKey(field)
      ? [{ key: field, before: before ?? null, isKept: !cut.includes("before") && isKept(field, before) }]
      : [],
  );
  const kept = known.filter(({ isKept: is }) => is);
  return {
    drafts: kept.reduce((all, { key, before }) => withDraft(all, stored, key, before), drafts),
    filledIn: kept.map(({ key }) => key),
    leftOut: known.filter(({ isKept: is }) => !is).map(({ key }) => key),
  };
}

/** Of those that are shown with a mask, nothing has to be hidden in most. */
function isKept(key: SettingKey, value: unknown): boolean {
  const { secret } = definitionOf(key);
  return secret === null || (secret === "masked" && !(JSON.stringify(value) ?? "").includes(MASK));
}

/** What the server shows in the place of a secret. */
const MASK = "******";
