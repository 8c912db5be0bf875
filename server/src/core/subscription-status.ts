export const SUBSCRIPTION_STATUSES = ["valid", "expired", "unset", "failed", "pending"] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** How a subscription for changes at Microsoft Graph fares, by what its backend noted. One that could not be renewed is valid until it ends. */
export function subscriptionStatus(note: string | null, now: number): SubscriptionStatus {
  if (note === null) return "unset";
  const { id, expirationDateTime, state } = JSON.parse(note) as {
    id?: string;
    expirationDateTime?: string | null;
    state: { state: string };
  };
  if (id !== undefined) return Date.parse(expirationDateTime ?? "") > now ? "valid" : "expired";
  return state.state === "error" ? "failed" : "pending";
}
