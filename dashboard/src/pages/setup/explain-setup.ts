import { type Fault, hasCode, hasStatus } from "../../faults.ts";
import { texts } from "./texts.ts";

/** Words for a set-up that failed; undefined for what can happen to any call. */
export function explainSetup(error: unknown): Fault | undefined {
  if (hasCode(error, "SetupLinkInvalid")) return { ...texts.bad, isPassing: false };
  if (hasCode(error, "AlreadySetUp")) return { ...texts.done, isPassing: false };
  if (hasStatus(error, 403)) return { title: texts.notHere, text: error.message, isPassing: false };
  return undefined;
}
