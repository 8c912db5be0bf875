import { type SettingKey, SETTINGS } from "@posthorn/contracts/settings";
import { PosthornError } from "../../core/errors.ts";
import type { Admission } from "../admit.ts";

/** Some settings are out of reach of a token with `permissions`, for reading and for writing. */
export function refusePrivileged({ token }: Admission, keys: readonly SettingKey[]): void {
  if (token === null || token.permissions === null) return;
  const refused = keys.filter((key) => SETTINGS[key].privileged);
  if (refused.length > 0)
    throw new PosthornError("forbidden", "Unauthorized permission", { extra: { settings: refused } });
}
