import { type SettingKey, SETTINGS } from "@posthorn/contracts/settings";
import { PosthornError } from "../../core/errors.ts";
import type { Admission } from "../admit.ts";

/**
 * Some settings are out of reach of a token with `permissions`, for reading and for writing; and what is read unmasked
 * although it is a secret, of a viewer.
 */
export function refusePrivileged({ token, session }: Admission, keys: readonly SettingKey[]): void {
  const isNarrowed = token !== null && token.permissions !== null;
  const isViewer = session?.user.role === "viewer";
  if (!isNarrowed && !isViewer) return;
  const refused = keys.filter((key) => (isNarrowed ? SETTINGS[key].privileged : SETTINGS[key].secret === "sealed"));
  if (refused.length > 0)
    throw new PosthornError("forbidden", "Unauthorized permission", { extra: { settings: refused } });
}
