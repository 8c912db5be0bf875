import { type SettingKey, SETTINGS, type SettingValue, type SettingValues } from "@posthorn/contracts/settings";
import { SEALED } from "./sealed-places.ts";
import type { Db, Storage } from "./storage.ts";

/**
 * Runtime settings. Reads come from a snapshot, since every event and every message asks; writes go
 * through, and other processes' writes are seen within seconds.
 */
export interface SettingsStore {
  /** The stored value, else the documented default, else undefined. */
  get<K extends SettingKey>(key: K): SettingValue<K> | undefined;
  /** What is stored, without defaults. */
  stored(): Readonly<Partial<SettingValues>>;
  /** Stores values; null removes. They count from the commit on. */
  set(tx: Db, changes: Partial<{ [K in SettingKey]: SettingValue<K> | null }>): Promise<void>;
  /** Looks for writes of other processes. */
  refresh(): Promise<void>;
  /** Calls `listener` whenever settings may have changed, until the returned function is called. */
  onChange(listener: () => void): () => void;
}

const SEALED_KEYS = Object.entries(SETTINGS)
  .filter(([, definition]) => definition.secret !== null)
  .map(([key]) => key);

/** `pinned` settings win over what is stored. */
export async function openSettings(
  storage: Storage,
  pinned: Readonly<Partial<SettingValues>> = {},
): Promise<SettingsStore> {
  let snapshot: Partial<SettingValues> = {};
  const listeners = new Set<() => void>();
  const fixed = Object.fromEntries(Object.entries(pinned).filter(([, value]) => value !== undefined));

  async function refresh(): Promise<void> {
    const rows = await storage.sql.selectFrom("settings").selectAll().execute();
    snapshot = {
      ...Object.fromEntries(
        rows.map(({ key, value, sealed }) => [
          key,
          JSON.parse(sealed === 1 ? storage.vault.open(value, SEALED.setting.purpose(key)) : value) as unknown,
        ]),
      ),
      ...fixed,
    };
    for (const listener of listeners) listener();
  }

  await refresh();
  return {
    get: (key) => snapshot[key] ?? ((SETTINGS[key] as { default?: never }).default as never),
    stored: () => snapshot,
    refresh,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async set(tx, changes) {
      for (const [key, value] of Object.entries(changes)) {
        if (value === null || value === undefined) {
          await tx.sql.deleteFrom("settings").where("key", "=", key).execute();
          continue;
        }
        const sealed = SEALED_KEYS.includes(key) ? 1 : 0;
        const text = JSON.stringify(value);
        await tx.sql
          .insertInto("settings")
          .values({ key, value: sealed === 1 ? tx.vault.seal(text, SEALED.setting.purpose(key)) : text, sealed })
          .onConflict((c) =>
            c.column("key").doUpdateSet((e) => ({ value: e.ref("excluded.value"), sealed: e.ref("excluded.sealed") })),
          )
          .execute();
      }
      tx.afterCommit(() => {
        const next: Record<string, unknown> = { ...snapshot, ...changes };
        for (const [key, value] of Object.entries(changes)) if (value === null || value === undefined) delete next[key];
        snapshot = { ...(next as Partial<SettingValues>), ...fixed };
        for (const listener of listeners) listener();
      });
    },
  };
}
