import type { SignInMethod } from "@posthorn/contracts/roles";
import type { Context } from "../context.ts";

/**
 * Whether a sign-in is not enough, since the settings want a second factor and it rests on a password alone. A provider
 * answers for its own users, a passkey is two factors in one.
 */
export const isSecondFactorNeeded = (
  { settings }: Pick<Context, "settings">,
  { method, totpSince }: { method: SignInMethod; totpSince: number | null },
): boolean => method === "password" && totpSince === null && settings.get("requireSecondFactor") === true;
