import type { OutboxEntry, OutboxState } from "@posthorn/contracts/outbox";
import { maskUrl } from "../../core/mask.ts";
import { waitingText } from "../../core/waiting.ts";
import type { ListedSubmission } from "../../storage/submissions.ts";

/** A submission as the outbox shows it. */
export function outboxView({ lane, ...submission }: ListedSubmission, now: number): OutboxEntry {
  const { options } = submission;
  const state = outboxState(submission.state, lane, now);
  const isOver = submission.state === "failed" || submission.state === "held";
  const nextAttemptAt = submission.nextAttemptAt ?? submission.scheduledAt;
  return {
    queueId: submission.id,
    account: submission.account,
    state,
    source: submission.source,
    messageId: submission.messageId,
    envelope: submission.envelope,
    subject: submission.subject,
    gateway: options.gateway ?? null,
    proxy: options.proxy === undefined ? null : maskUrl(options.proxy),
    localAddress: options.localAddress ?? null,
    idempotencyKey: options.idempotencyKey ?? null,
    ...(options.metadata && { metadata: options.metadata }),
    ...(options.draft && { draft: options.draft }),
    ...(options.useStructuredFormat && { useStructuredFormat: true }),
    created: new Date(submission.createdAt).toISOString(),
    scheduled: new Date(submission.scheduledAt).toISOString(),
    nextAttempt: isOver ? false : new Date(nextAttemptAt).toISOString(),
    ...(submission.waitingFor !== null &&
      submission.waitingScope !== null &&
      state === "delayed" && {
        waitingFor: submission.waitingFor,
        waitingReason: waitingText(submission.waitingFor, submission.waitingScope),
      }),
    attemptsMade: submission.attemptsMade,
    attempts: submission.attempts,
    ...(submission.history.length > 0 && {
      attemptHistory: submission.history.map(({ at, ...attempt }) => ({
        time: new Date(at).toISOString(),
        ...attempt,
      })),
    }),
    progress: {
      ...submission.progress,
      ...(submission.unknownOutcomes > 0 && { unknownOutcomes: submission.unknownOutcomes }),
    },
  };
}

export function outboxState(state: string, lane: ListedSubmission["lane"], now: number): OutboxState {
  if (state === "failed" || state === "held") return "failed";
  if (lane !== null && lane.leasedUntil > now) return "active";
  return lane !== null && lane.dueAt <= now ? "waiting" : "delayed";
}
