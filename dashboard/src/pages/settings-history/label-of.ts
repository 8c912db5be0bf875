import { SETTING_KEYS, type SettingKey } from "@posthorn/contracts/settings";
import { SETTING_GROUPS } from "../settings/groups.ts";
import { texts } from "../settings/texts.ts";

const label = (key: SettingKey): string => (texts.settings[key] as { label: string }).label;

/** The name of a setting, for people; with that of its group where another one is called the same. */
export function labelOf(key: SettingKey): string {
  const isAlone = SETTING_KEYS.every((other) => other === key || label(other) !== label(key));
  const group = SETTING_GROUPS.find(({ keys }) => keys.includes(key));
  return isAlone || group === undefined ? label(key) : `${texts.groups[group.id]}: ${label(key)}`;
}
