import type { WebhookEndpointEntry } from "@posthorn/contracts/webhook-endpoints";
import type { StateLabel } from "@posthorn/contracts/state-label";
import { texts } from "./texts.ts";

type Condition = Pick<
  WebhookEndpointEntry,
  "enabled" | "webhooksEnabled" | "targetUrl" | "paused" | "stopped" | "failing"
>;

/** How an endpoint fares, in colour and word: the first that applies of what keeps it from being told. */
export function endpointLabel(endpoint: Condition): StateLabel {
  const { enabled, webhooksEnabled, targetUrl, paused, stopped, failing } = endpoint;
  if (stopped !== null) return { type: "danger", name: texts.states.stopped, error: texts.states.stoppedText };
  if (!enabled) return { type: "neutral", name: texts.states.off };
  if (targetUrl === "") return { type: "neutral", name: texts.states.noAddress };
  if (!webhooksEnabled) return { type: "neutral", name: texts.states.allOff };
  if (paused) return { type: "warning", name: texts.states.paused };
  if (failing !== null)
    return {
      type: "danger",
      name: texts.states.failing,
      error: texts.states.failures(failing.failures, failing.error.message ?? ""),
    };
  return { type: "success", name: texts.states.on };
}
