import type { OutboxEntry } from "@posthorn/contracts/outbox";
import type { StateLabel } from "@posthorn/contracts/state-label";
import { texts } from "./texts.ts";

/** How an entry fares. One that waits for its time is scheduled; one that failed before is put off. */
export function outboxLabel({ state, attemptsMade = 0, waitingReason, progress }: OutboxEntry): StateLabel {
  const reason = waitingReason ?? progress?.error?.message;
  const error = reason === undefined ? {} : { error: reason };
  switch (state) {
    case "active":
      return { type: "info", name: texts.states.active, spinner: true };
    case "failed":
      return { type: "danger", name: texts.states.failed, ...error };
    case "delayed":
      return attemptsMade > 0 || waitingReason !== undefined
        ? { type: "warning", name: texts.states.delayed, ...error }
        : { type: "neutral", name: texts.states.scheduled };
    default:
      return { type: "info", name: texts.states.waiting, ...(waitingReason !== undefined && error) };
  }
}

/** What the server said last: of the attempt under way, else of the last one that failed. */
export const lastAnswer = ({ progress, attemptHistory }: OutboxEntry): string | undefined =>
  progress?.response ?? attemptHistory?.at(-1)?.response ?? progress?.error?.message ?? attemptHistory?.at(-1)?.error;
