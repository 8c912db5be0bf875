import type { SubmissionReceipt } from "@posthorn/contracts/submissions";
import { PosthornError } from "../../core/errors.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { deleteStaged, insertSubmissions, releaseStaged, type Submission } from "../../storage/submissions.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import type { Context } from "../context.ts";
import type { IdempotencyKey } from "../idempotency.ts";
import { type Accepted, commitOnce, deliveryJob, newSubmission } from "./accept.ts";

/** Of the messages that one call takes in: ten thousand newsletters with pictures, and no whole disk. */
export const MOST_STAGED_BYTES = 2 * 1024 ** 3;

export const stagedTooMuch = () =>
  new PosthornError(
    "too_large",
    `The copies of a mail merge may have ${MOST_STAGED_BYTES / 1024 ** 3} GiB together: make several calls`,
  );

/**
 * Many messages that are taken in together, all or none. They are too much for one transaction and for memory, so they are
 * stored in portions, `staged`: nobody sees them, nothing delivers them. One small transaction then queues all of them
 * together with the answer to the idempotency key. A crash before it leaves rows that upkeep removes and a key that is
 * free; one after it finds everything done.
 */
export interface Stage {
  /** Stores a portion; its submissions in the same order. Throws `too_large` for more bytes together than there may be. */
  add(accepted: readonly Accepted[]): Promise<Pick<Submission, "id" | "createdAt">[]>;
  /** Queues all that was added, on disk when this resolves; `receipt` is the answer to the call. */
  release(key: IdempotencyKey | null, receipt: SubmissionReceipt): Promise<SubmissionReceipt>;
  /** Removes what was added and not released. */
  drop(): Promise<void>;
}

export function createStage(ctx: Context, account: string, mostBytes = MOST_STAGED_BYTES): Stage {
  const { storage } = ctx;
  let bytes = 0;
  let staged: Pick<Submission, "id" | "account" | "scheduledAt">[] = [];
  const ids = () => staged.map(({ id }) => id);

  return {
    async add(accepted) {
      if (accepted.length === 0) return [];
      for (const { composed } of accepted) bytes += composed.raw.length;
      if (bytes > mostBytes) throw stagedTooMuch();
      const now = ctx.now();
      const portion = accepted.map((one) => newSubmission(ctx, one, now, "staged"));
      const added = portion.map(({ submission: { id, account, scheduledAt } }) => ({ id, account, scheduledAt }));
      // Before they are there, so that none of them is forgotten.
      staged.push(...added);
      await storage.transaction((tx) => insertSubmissions(tx, portion));
      return portion.map(({ submission }) => submission);
    },
    async release(key, receipt) {
      const now = ctx.now();
      const answer = await commitOnce(ctx, { account, key }, now, async (tx) => {
        // They went with their account.
        if ((await releaseStaged(tx, ids())) !== staged.length) throw accountNotFound();
        const isBulk = staged.length > 1;
        await enqueueJobs(
          tx,
          staged.map((one) => deliveryJob(one, { isBulk })),
          now,
        );
        return receipt;
      });
      // Only another node's answer tells that these are not needed.
      if (answer.idempotency?.status !== "HIT") staged = [];
      return answer;
    },
    async drop() {
      if (staged.length > 0) await storage.transaction((tx) => deleteStaged(tx, ids()));
      staged = [];
    },
  };
}
