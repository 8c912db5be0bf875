import { isSettingKey, updateSettings } from "@posthorn/contracts/settings";
import { compileContract } from "@posthorn/contracts/validation";
import { StartError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Storage } from "../../storage/storage.ts";
import { withConsequences } from "./consequences.ts";

/** Writes the settings of the configuration (`POSTHORN_SETTINGS`), at every start. Unknown keys are logged and dropped. Throws StartError. */
export async function presetSettings(
  storage: Storage,
  settings: SettingsStore,
  given: Readonly<Record<string, unknown>>,
  log: Log,
): Promise<void> {
  // As nearly always: nothing has to be compiled for it.
  if (Object.keys(given).length === 0) return;
  const known = Object.fromEntries(Object.entries(given).filter(([key]) => isSettingKey(key)));
  const unknown = Object.keys(given).filter((key) => !isSettingKey(key));
  if (unknown.length > 0) log.warn({ keys: unknown }, "POSTHORN_SETTINGS names unknown settings, which are ignored");
  const checked = compileContract(updateSettings)({ params: {}, query: {}, body: structuredClone(known) });
  if ("faults" in checked)
    throw new StartError(
      `POSTHORN_SETTINGS can't be used: ${checked.faults.map((fault) => fault.message).join("; ")}.`,
    );
  await storage.transaction((tx) => settings.set(tx, withConsequences(settings, checked.input.body)));
}
