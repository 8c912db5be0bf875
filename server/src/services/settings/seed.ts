import { randomBytes } from "node:crypto";
import { SETTING_KEYS, SETTINGS } from "@posthorn/contracts/settings";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Storage } from "../../storage/storage.ts";

/** Stores what reads back from the first start on, and the key of the signatures. Later starts change nothing. */
export async function seedSettings(storage: Storage, settings: SettingsStore): Promise<void> {
  const stored = settings.stored();
  const missing: Record<string, unknown> = {};
  for (const key of SETTING_KEYS)
    if (SETTINGS[key].seeded && stored[key] === undefined)
      missing[key] = (SETTINGS[key] as { default?: unknown }).default;
  if (stored.serviceSecret === undefined) missing["serviceSecret"] = randomBytes(16).toString("hex");
  if (Object.keys(missing).length > 0) await storage.transaction((tx) => settings.set(tx, missing));
}
