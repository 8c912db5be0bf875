import type { StateLabel } from "@posthorn/contracts/state-label";
import type { User } from "@posthorn/contracts/users";
import { texts } from "./texts.ts";

/** Whether somebody can sign in, in colour and word. */
export function userLabel({ disabled, invited }: Pick<User, "disabled" | "invited">): StateLabel {
  if (disabled) return { type: "neutral", name: texts.states.disabled };
  return invited ? { type: "info", name: texts.states.invited } : { type: "success", name: texts.states.active };
}

/** What somebody signs in with, in words. */
export function signsInWith({ hasPassword, totp, passkeys, provider }: User): string {
  const ways = [
    provider !== null && texts.provider(provider),
    hasPassword && texts.password,
    totp && texts.totp,
    passkeys > 0 && texts.passkeys(passkeys),
  ].filter((way) => way !== false);
  return ways.length === 0 ? texts.nothing : ways.reduce(texts.and);
}
