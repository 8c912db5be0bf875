import type { OAuth2AppEntry } from "@posthorn/contracts/oauth2-apps";
import type { StateLabel } from "@posthorn/contracts/state-label";
import { texts } from "./texts.ts";

/** How an application fares, as a badge. */
export function applicationState({ enabled, lastError, pubSubError }: OAuth2AppEntry): StateLabel {
  const error = lastError
    ? (lastError.tokenRequest?.flag?.message ?? lastError.description ?? lastError.response)
    : (pubSubError?.description ?? pubSubError?.message);
  if (lastError || pubSubError)
    return { type: "danger", name: texts.states.failing, ...(error !== undefined && error !== null && { error }) };
  if (enabled) return { type: "success", name: texts.states.on };
  return { type: "neutral", name: texts.states.off, error: texts.offHint };
}
