import { type Fault, hasCode, hasStatus, waitInWords } from "../../faults.ts";
import { texts } from "./texts.ts";

/** Words for a sign-in that failed; undefined for what can happen to any call. */
export function explainSignIn(error: unknown): Fault | undefined {
  if (hasCode(error, "InvalidLogin")) return { ...texts.wrong, isPassing: false };
  if (hasCode(error, "InvalidCode")) return { ...texts.wrongCode, isPassing: false };
  if (hasCode(error, "InvalidPasskey")) return { ...texts.wrongPasskey, isPassing: false };
  if (hasCode(error, "LockedOut"))
    return { title: texts.locked, text: texts.tooManyText(waitInWords(error.body)), isPassing: true };
  if (hasCode(error, "TooManyAttempts") || hasStatus(error, 429)) {
    return { title: texts.tooMany, text: texts.tooManyText(waitInWords(error.body)), isPassing: true };
  }
  if (hasStatus(error, 403)) return { title: texts.notHere, text: error.message, isPassing: false };
  // What browsers say when the user chose no passkey, or there is none.
  if (error instanceof DOMException && error.name === "NotAllowedError")
    return { ...texts.noPasskey, isPassing: false };
  return undefined;
}
