import { type Fault, hasStatus, waitInWords } from "../../faults.ts";
import { texts } from "../password/texts.ts";

/** Words for too many tries of the own password. */
export function explainPassword(error: unknown): Fault | undefined {
  if (hasStatus(error, 429)) return { title: texts.tooMany, text: waitInWords(error.body), isPassing: true };
  return undefined;
}
