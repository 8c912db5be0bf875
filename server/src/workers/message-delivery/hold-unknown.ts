import type { Db } from "../../storage/storage.ts";
import { type Submission, type SubmissionProgress, updateSubmission } from "../../storage/submissions.ts";

/** What the outbox says of a message of which nobody knows whether the server took it. */
export const UNKNOWN: SubmissionProgress = {
  status: "error",
  error: {
    message: "The connection ended before the server's answer was seen; the message may or may not have been sent",
    code: "UnknownOutcome",
  },
};

/** Whether it is noted, and counted, that the outcome of a message is unknown. */
export const isNotedUnknown = ({ progress }: Submission) => progress.error?.code === UNKNOWN.error?.code;

/** Leaves such a message to a person. `unknownOutcomes` of it counts already that of now. */
export const holdUnknown = (tx: Db, { id, unknownOutcomes }: Submission, now: number) =>
  updateSubmission(tx, id, {
    state: "held",
    finishedAt: now,
    nextAttemptAt: null,
    unknownOutcomes,
    progress: UNKNOWN,
  });
