import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { SETTING_KEYS, SETTINGS, type SettingValues } from "@posthorn/contracts/settings";
import { type Log, silentLog } from "../../core/log.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Storage } from "../../storage/storage.ts";

export const newServiceSecret = () => randomBytes(16).toString("hex");

/**
 * Stores what reads back from the first start on, and the key of the signatures. `seeds` are first
 * values that the configuration chose. Later starts change nothing, and tell where that may surprise.
 */
export async function seedSettings(
  storage: Storage,
  settings: SettingsStore,
  seeds: Readonly<Partial<SettingValues>> = {},
  log: Log = silentLog,
): Promise<void> {
  const stored = settings.stored();
  const missing: Record<string, unknown> = {};
  for (const key of SETTING_KEYS) {
    const { seeded, default: initial } = SETTINGS[key] as { seeded: boolean; default?: unknown };
    const value = seeds[key] ?? (seeded ? initial : undefined);
    if (stored[key] === undefined && value !== undefined) missing[key] = value;
  }
  if (stored.serviceSecret === undefined) missing["serviceSecret"] = newServiceSecret();
  const outdated = SETTING_KEYS.filter(
    (key) => seeds[key] !== undefined && stored[key] !== undefined && !isDeepStrictEqual(seeds[key], stored[key]),
  );
  if (outdated.length > 0)
    log.warn(
      { settings: outdated },
      "The configuration has first values of settings that were changed since; what is stored counts",
    );
  if (Object.keys(missing).length > 0) await storage.transaction((tx) => settings.set(tx, missing));
}
