import { COMPATIBLE_EVENT_NAMES } from "@posthorn/contracts/events";
import { getSettings as promise, isSettingKey, SETTINGS, type SettingsAnswer } from "@posthorn/contracts/settings";
import { verb } from "../verb.ts";
import { refusePrivileged } from "./privileged.ts";
import { masked } from "./masked.ts";

/** Only what the query names; a setting that was never set reads null. */
export const getSettings = verb(promise, async (ctx, { query }, call) => {
  const { eventTypes, ...asked } = query;
  const keys = Object.entries(asked).flatMap(([key, isAsked]) => (isAsked && isSettingKey(key) ? [key] : []));
  refusePrivileged(call.admission, keys);
  const stored = ctx.settings.stored();
  const answer: Record<string, unknown> = {};
  if (eventTypes) answer["eventTypes"] = [...COMPATIBLE_EVENT_NAMES];
  for (const key of keys) {
    const value = stored[key];
    answer[key] =
      SETTINGS[key].secret === "encrypted" ? Boolean(value) : value === undefined ? null : masked(key, value);
  }
  return answer as SettingsAnswer;
});
