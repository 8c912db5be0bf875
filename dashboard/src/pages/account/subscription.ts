import type { Account } from "@posthorn/contracts/accounts";
import type { StateLabel } from "@posthorn/contracts/state-label";

/** How the provider tells of changes, whichever it is. */
export interface Subscription {
  state: "creating" | "created" | "renewing" | "expired" | "error";
  until?: string | undefined;
  error?: string | undefined;
  /** All that is known, for whoever has to find the cause. */
  details: object;
}

export const SUBSCRIPTION_COLOURS: Record<Subscription["state"], StateLabel["type"]> = {
  creating: "info",
  created: "success",
  renewing: "info",
  expired: "warning",
  error: "danger",
};

type Told = Pick<Account, "outlookSubscription" | "gmailSubscription">;

/** What an account has been promised by its provider, at `now` (epoch ms); undefined where nothing was asked for. */
export function subscriptionOf({ outlookSubscription: graph, gmailSubscription: gmail }: Told, now: number) {
  return (graph && ofGraph(graph, now)) ?? (gmail && ofGmail(gmail, now));
}

function ofGraph(subscription: NonNullable<Told["outlookSubscription"]>, now: number): Subscription | undefined {
  const { expirationDateTime, state: { state, error } = {} } = subscription;
  if (state === undefined) return undefined;
  const until = expirationDateTime ?? undefined;
  return {
    state: until !== undefined && Date.parse(until) < now && state !== "error" ? "expired" : state,
    until,
    error: error ?? undefined,
    details: subscription,
  };
}

function ofGmail(subscription: NonNullable<Told["gmailSubscription"]>, now: number): Subscription {
  const { expires, error } = subscription;
  // What was promised before a failure still holds.
  const holds = expires !== undefined && Date.parse(expires) >= now;
  return {
    state: holds ? "created" : error ? "error" : "expired",
    until: expires,
    error: error?.message,
    details: subscription,
  };
}
