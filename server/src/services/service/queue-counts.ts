import type { QueueName } from "@posthorn/contracts/settings";
import type { JobKind } from "../../core/jobs.ts";
import { countJobs, type JobCounts } from "../../queue/count.ts";
import type { Db } from "../../storage/storage.ts";

/** Which jobs the API counts under which queue. */
const KINDS: Record<QueueName, readonly JobKind[]> = {
  notify: ["event-fan-out", "webhook-delivery"],
  submit: ["message-delivery", "sent-copy"],
  documents: [],
};

export async function queueCounts(db: Db, queue: QueueName, now: number): Promise<JobCounts> {
  const kinds = KINDS[queue];
  return kinds.length === 0 ? { active: 0, delayed: 0, waiting: 0 } : countJobs(db, kinds, now);
}
