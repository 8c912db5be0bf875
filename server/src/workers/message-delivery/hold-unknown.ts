import type { Db } from "../../storage/storage.ts";
import { type Submission, updateSubmission } from "../../storage/submissions.ts";

/** Leaves a message of which nobody knows whether the server took it to a person. */
export const holdUnknown = (tx: Db, submission: Submission, now: number) =>
  updateSubmission(tx, submission.id, {
    state: "held",
    finishedAt: now,
    nextAttemptAt: null,
    unknownOutcomes: submission.unknownOutcomes + 1,
    progress: {
      status: "error",
      error: {
        message: "The connection ended before the server's answer was seen; the message may or may not have been sent",
        code: "UnknownOutcome",
      },
    },
  });
