import { apiKindOf } from "../../../core/oauth2-app.ts";
import { listOAuth2Apps } from "../../../storage/oauth2-apps.ts";
import type { Storage } from "../../../storage/storage.ts";
import { listSubscriptionNotes } from "../../../storage/subscription-notes.ts";
import type { MakeGauge } from "./make-gauge.ts";

const STATUSES = ["valid", "expired", "unset", "failed", "pending"] as const;
type Status = (typeof STATUSES)[number];

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
    const counts = new Map<Status, number>();
    for (const note of notes) {
      const status = statusOf(note, now());
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    for (const status of STATUSES) byStatus.set({ status }, counts.get(status) ?? 0);
  };
}

/** As it was noted by the backend. One that could not be renewed is valid until it ends. */
function statusOf(note: string | null, now: number): Status {
  if (note === null) return "unset";
  const { id, expirationDateTime, state } = JSON.parse(note) as {
    id?: string;
    expirationDateTime?: string | null;
    state: { state: string };
  };
  if (id !== undefined) return Date.parse(expirationDateTime ?? "") > now ? "valid" : "expired";
  return state.state === "error" ? "failed" : "pending";
}
