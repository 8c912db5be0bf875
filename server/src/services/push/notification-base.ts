import type { SettingsStore } from "../../storage/settings.ts";

/** Where providers reach this server, without a slash at the end; null while no setting says. */
export function notificationBase(settings: Pick<SettingsStore, "get">): string | null {
  const base = settings.get("notificationBaseUrl") || settings.get("serviceUrl");
  return base ? base.replace(/\/+$/, "") : null;
}
