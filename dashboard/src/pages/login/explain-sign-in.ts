import { type Fault, hasCode, hasStatus, waitInWords } from "../../faults.ts";
import { texts } from "./texts.ts";

/** Words for a sign-in that failed; undefined for what can happen to any call. */
export function explainSignIn(error: unknown): Fault | undefined {
  if (hasCode(error, "InvalidLogin")) return { ...texts.wrong, isPassing: false };
  if (hasCode(error, "TooManyAttempts") || hasStatus(error, 429)) {
    return { title: texts.tooMany, text: texts.tooManyText(waitInWords(error.body)), isPassing: true };
  }
  if (hasStatus(error, 403)) return { title: texts.notHere, text: error.message, isPassing: false };
  return undefined;
}
