import type { StateLabel } from "@posthorn/contracts/state-label";
import type { WebhookDelivery } from "@posthorn/contracts/webhook-log";
import { texts } from "./texts.ts";

const TYPES = { pending: "info", delivered: "success", failed: "danger", dropped: "neutral" } as const;

/** What became of a delivery, in colour and word. */
export const deliveryLabel = ({ state }: Pick<WebhookDelivery, "state">): StateLabel => ({
  type: TYPES[state],
  name: texts.states[state],
});

/** Why a delivery did not arrive yet, for people; undefined where there is nothing to say. */
export function whyOf({ state, error }: Pick<WebhookDelivery, "state" | "error">): string | undefined {
  if (error === null || state === "delivered") return undefined;
  if (state === "dropped") return (texts.reasons as Record<string, string>)[error.message] ?? error.message;
  return error.message;
}
