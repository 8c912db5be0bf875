import { randomBytes } from "node:crypto";
import { SETTING_KEYS, SETTINGS, type SettingValues } from "@posthorn/contracts/settings";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Storage } from "../../storage/storage.ts";

export const newServiceSecret = () => randomBytes(16).toString("hex");

/**
 * Stores what reads back from the first start on, and the key of the signatures. `seeds` are first
 * values that the configuration chose. Later starts change nothing.
 */
export async function seedSettings(
  storage: Storage,
  settings: SettingsStore,
  seeds: Readonly<Partial<SettingValues>> = {},
): Promise<void> {
  const stored = settings.stored();
  const missing: Record<string, unknown> = {};
  for (const key of SETTING_KEYS) {
    const { seeded, default: initial } = SETTINGS[key] as { seeded: boolean; default?: unknown };
    const value = seeds[key] ?? (seeded ? initial : undefined);
    if (stored[key] === undefined && value !== undefined) missing[key] = value;
  }
  if (stored.serviceSecret === undefined) missing["serviceSecret"] = newServiceSecret();
  if (Object.keys(missing).length > 0) await storage.transaction((tx) => settings.set(tx, missing));
}
