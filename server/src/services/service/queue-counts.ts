import type { QueueName } from "@posthorn/contracts/settings";
import type { JobKind } from "../../core/jobs.ts";
import { countJobs, type JobCounts } from "../../queue/count.ts";
import { listFailedDeliveries } from "../../storage/deliveries.ts";
import type { Db } from "../../storage/storage.ts";
import { listOutbox } from "../../storage/submissions.ts";

/** Which jobs the API counts under which queue. */
const KINDS: Record<QueueName, readonly JobKind[]> = {
  notify: ["event-fan-out", "webhook-delivery"],
  submit: ["message-delivery", "sent-copy"],
  documents: [],
};

/** What was given up on and is still kept. */
export async function failedCount(db: Db, queue: QueueName, now: number): Promise<number> {
  const all = { account: undefined, limit: 0, offset: 0 };
  const always = { from: undefined, until: undefined };
  if (queue === "notify") return (await listFailedDeliveries(db, all)).total;
  return queue === "submit"
    ? (await listOutbox(db, { ...all, createdAt: always, scheduledAt: always, state: "failed", now })).total
    : 0;
}

export async function queueCounts(db: Db, queue: QueueName, now: number): Promise<JobCounts> {
  const kinds = KINDS[queue];
  return kinds.length === 0 ? { active: 0, delayed: 0, waiting: 0, oldestAt: null } : countJobs(db, kinds, now);
}
