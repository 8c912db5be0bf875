import { canBeVouchedFor } from "../../core/certificate.ts";
import type { SettingsStore } from "../../storage/settings.ts";

/** The host of `serviceUrl`; null when it is not set. */
export function serviceHost(settings: SettingsStore): string | null {
  const url = settings.get("serviceUrl");
  return url ? new URL(url).hostname.toLowerCase() : null;
}

/** The names that a certificate is to be ordered for, by the settings; null, nothing at all, unless `tlsProvisioning` is `acme`. */
export function hostsToOrder(settings: SettingsStore): string[] | null {
  if (settings.get("tlsProvisioning") !== "acme") return null;
  const host = serviceHost(settings);
  const names = [...(host === null ? [] : [host]), ...(settings.get("tlsHostnames") ?? [])];
  return [...new Set(names)].filter(canBeVouchedFor);
}
