import type { GatewayListEntry } from "@posthorn/contracts/gateways";
import type { StateLabel } from "@posthorn/contracts/state-label";
import { texts } from "./texts.ts";

/** How the last use of a gateway went, in colour and word. */
export function gatewayLabel({ lastError, lastUse }: Pick<GatewayListEntry, "lastError" | "lastUse">): StateLabel {
  if (lastError !== null) return { type: "danger", name: texts.states.failing };
  return lastUse === null
    ? { type: "neutral", name: texts.states.unused }
    : { type: "success", name: texts.states.works };
}

/** What went wrong the last time, in the words of the server where it said something. */
export const gatewayFault = ({ lastError }: Pick<GatewayListEntry, "lastError">): string | undefined =>
  lastError === null ? undefined : (lastError.response ?? lastError.description ?? lastError.code);
