import type { WebhookHeader } from "@posthorn/contracts/accounts";
import { type SettingKey, SETTINGS } from "@posthorn/contracts/settings";
import { maskHeaders, maskUrl } from "../../core/mask.ts";

/** A setting as it may be read. */
export function masked(key: SettingKey, value: unknown): unknown {
  if (SETTINGS[key].secret !== "masked") return value;
  return Array.isArray(value) ? maskHeaders(value as WebhookHeader[]) : maskUrl(String(value));
}
