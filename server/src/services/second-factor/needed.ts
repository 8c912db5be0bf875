import type { SignInMethod } from "@posthorn/contracts/roles";
import type { Context } from "../context.ts";

/** Whoever signs in with a password, and perhaps a code after it. */
const BY_PASSWORD: readonly SignInMethod[] = ["password", "totp", "recovery-code"];

/**
 * Whether a sign-in is not enough, since the settings want a second factor and nothing but a password is asked for, be it
 * that codes were turned off meanwhile. A provider answers for its own users, a passkey is two factors in one.
 */
export const isSecondFactorNeeded = (
  { settings }: Pick<Context, "settings">,
  { method, totpSince }: { method: SignInMethod; totpSince: number | null },
): boolean => BY_PASSWORD.includes(method) && totpSince === null && settings.get("requireSecondFactor") === true;
