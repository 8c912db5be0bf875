import { EXPORT_STATUSES } from "@posthorn/contracts/exports";
import { WAIT_REASONS } from "@posthorn/contracts/outbox";
import { QUEUES } from "@posthorn/contracts/settings";
import { JOB_KINDS } from "../../../core/jobs.ts";
import { countLanes } from "../../../queue/lane-states.ts";
import { countExportsByStatus } from "../../../storage/exports.ts";
import { countWaiting } from "../../../storage/sending-paces.ts";
import { countAlertRules } from "../../../storage/alert-rules.ts";
import type { Storage } from "../../../storage/storage.ts";
import { countFailingEndpoints } from "../../../storage/webhook-health.ts";
import { failedCount, queueCounts } from "../queue-counts.ts";
import type { MakeGauge } from "./make-gauge.ts";

/** What waits to be done, and what is being done. */
export function queueGauges(gauge: MakeGauge, parts: { storage: Storage; now(): number }): () => Promise<void> {
  const { storage } = parts;
  const queueSize = gauge("queue_size", "Jobs in a queue", ["queue", "state"]);
  const lanes = gauge("posthorn_lanes", "Lanes of jobs that are worked on, or due and not worked on", [
    "kind",
    "state",
  ]);
  const oldestDue = gauge("posthorn_lanes_oldest_due_seconds", "How long the first lane has been due that waits", [
    "kind",
  ]);
  const waitingToBeSent = gauge("posthorn_sending_waiting", "Messages that wait although their time has come", [
    "reason",
  ]);
  const failingEndpoints = gauge("posthorn_webhook_endpoints_failing", "Webhook addresses whose last delivery failed");
  const alertsFiring = gauge("posthorn_alerts_firing", "Alert rules that fire");
  const exportsByStatus = gauge("posthorn_exports", "Exports by status", ["status"]);

  return async () => {
    const now = parts.now();
    for (const queue of QUEUES) {
      const counts = await queueCounts(storage, queue, now);
      for (const state of ["active", "delayed", "waiting"] as const) queueSize.set({ queue, state }, counts[state]);
      queueSize.set({ queue, state: "paused" }, 0);
      queueSize.set({ queue, state: "failed" }, await failedCount(storage, queue, now));
    }
    const states = await countLanes(storage, now);
    for (const kind of JOB_KINDS) {
      const { held = 0, waiting = 0, oldestDueAt = null } = states.get(kind) ?? {};
      lanes.set({ kind, state: "held" }, held);
      lanes.set({ kind, state: "waiting" }, waiting);
      oldestDue.set({ kind }, oldestDueAt === null ? 0 : Math.max(0, now - oldestDueAt) / 1000);
    }
    const waiting = await countWaiting(storage);
    for (const reason of WAIT_REASONS) waitingToBeSent.set({ reason }, waiting[reason] ?? 0);
    failingEndpoints.set(await countFailingEndpoints(storage));
    alertsFiring.set((await countAlertRules(storage)).firing);
    const byStatus = await countExportsByStatus(storage);
    for (const status of EXPORT_STATUSES) exportsByStatus.set({ status }, byStatus[status] ?? 0);
  };
}
