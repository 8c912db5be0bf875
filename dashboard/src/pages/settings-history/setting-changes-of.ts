import type { AdminLogChange, AdminLogEntry } from "@posthorn/contracts/admin-log";
import type { SettingKey } from "@posthorn/contracts/settings";

/** Fields of the default endpoint of webhooks that are kept in the settings. */
const OF_DEFAULT_ENDPOINT: Readonly<Record<string, SettingKey>> = {
  targetUrl: "webhooks",
  customHeaders: "webhooksCustomHeaders",
  events: "webhookEvents",
};

/** What an entry changed, under the names of the settings; null where that was not kept. */
export function settingChangesOf({ target, changes }: AdminLogEntry): readonly AdminLogChange[] | null {
  if (target !== "default" || changes === null) return changes;
  return changes.map((change) => {
    const key = OF_DEFAULT_ENDPOINT[change.field];
    if (key === undefined) return change;
    const side = (name: "before" | "after") => name in change && { [name]: asSetting(key, change[name]) };
    return { ...change, field: key, ...side("before"), ...side("after") };
  });
}

/** An endpoint without an address has none, and one without a list of events gets all. */
function asSetting(key: SettingKey, value: unknown): unknown {
  if (key === "webhooks") return value === "" ? null : value;
  return key === "webhookEvents" && value === null ? ["*"] : value;
}
