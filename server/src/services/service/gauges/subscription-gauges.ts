import { apiKindOf } from "../../../core/oauth2-app.ts";
import {
  SUBSCRIPTION_STATUSES,
  subscriptionStatus,
  type SubscriptionStatus,
} from "../../../core/subscription-status.ts";
import { listOAuth2Apps } from "../../../storage/oauth2-apps.ts";
import type { Storage } from "../../../storage/storage.ts";
import { listSubscriptionNotes } from "../../../storage/subscription-notes.ts";
import type { MakeGauge } from "./make-gauge.ts";

/** The subscriptions by which Microsoft Graph tells of changes, one for each account there. */
export function subscriptionGauges(
  gauge: MakeGauge,
  { storage, now }: { storage: Storage; now(): number },
): () => Promise<void> {
  const byStatus = gauge("outlook_subscriptions", "Subscriptions of accounts at Microsoft Graph", ["status"]);

  return async () => {
    const apps = (await listOAuth2Apps(storage)).filter((app) => apiKindOf(app) === "graph");
    const notes = await listSubscriptionNotes(
      storage,
      apps.map(({ id }) => id),
    );
    const counts = new Map<SubscriptionStatus, number>();
    for (const { note } of notes) {
      const status = subscriptionStatus(note, now());
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    for (const status of SUBSCRIPTION_STATUSES) byStatus.set({ status }, counts.get(status) ?? 0);
  };
}
