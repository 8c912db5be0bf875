import type { SettingValues } from "@posthorn/contracts/settings";
import type { SettingsStore } from "../../storage/settings.ts";

type Changes = Partial<{ [K in keyof SettingValues]: SettingValues[K] | null }>;

/** The changes with those that follow from them: who switches summaries on is told the texts of messages, too. */
export function withConsequences(settings: SettingsStore, changes: Changes): Changes {
  const isSwitchedOn = changes.generateEmailSummary === true && settings.get("generateEmailSummary") !== true;
  return isSwitchedOn ? { ...changes, notifyText: true } : changes;
}
