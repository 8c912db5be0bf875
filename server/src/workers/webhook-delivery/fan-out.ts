import { timeSortedId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";
import type { ClaimedLane } from "../../queue/job.ts";
import { completeJobs } from "../../queue/complete.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { findAccount } from "../../storage/accounts.ts";
import { insertDeliveries } from "../../storage/deliveries.ts";
import { findEvents } from "../../storage/events.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Storage } from "../../storage/storage.ts";
import { resolveTarget } from "./endpoint.ts";

/** The endpoint behind the settings `webhooks` and the account's own `webhooks`. */
export const DEFAULT_ENDPOINT = "default";

/** Makes the deliveries of a lane's events: one for each endpoint that wants the event. */
export async function fanOut(
  deps: { storage: Storage; settings: SettingsStore; log: Log; now(): number },
  lane: ClaimedLane<"event-fan-out">,
): Promise<void> {
  const { storage, settings, log } = deps;
  const now = deps.now();
  await storage.transaction(async (tx) => {
    const events = await findEvents(
      tx,
      lane.jobs.map((job) => job.payload.event),
    );
    const account = await findAccount(tx, lane.lane);
    const deliveries = events.flatMap((event) => {
      const target = resolveTarget(settings, account?.settings, event);
      if (typeof target === "string") {
        log.debug(
          { account: event.account, event: event.name, eventId: event.id, reason: target },
          "An event is not delivered",
        );
        return [];
      }
      return [{ event, id: timeSortedId(now), share: new URL(target.url).host }];
    });
    await insertDeliveries(
      tx,
      deliveries.map(({ event, id }) => ({
        id,
        eventId: event.id,
        account: event.account,
        event: event.name,
        endpoint: DEFAULT_ENDPOINT,
        createdAt: now,
      })),
    );
    if (deliveries.length > 0)
      await enqueueJobs(
        tx,
        deliveries.map(({ event, id, share }) => ({
          kind: "webhook-delivery",
          lane: `${DEFAULT_ENDPOINT} ${event.account ?? ""}`,
          share,
          payload: { delivery: id },
        })),
        now,
      );
    await completeJobs(
      tx,
      lane.jobs.map((job) => job.id),
    );
  });
}
