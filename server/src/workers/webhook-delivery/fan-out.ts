import type { EventEnvelope } from "@posthorn/contracts/events";
import { timeSortedId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";
import type { Meter } from "../../core/meter.ts";
import { DEFAULT_ENDPOINT, deliveryLane, deliveryShare } from "../../core/webhook-endpoint.ts";
import type { ClaimedLane, NewJob } from "../../queue/job.ts";
import { completeJobs } from "../../queue/complete.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { type AccountRecord, findAccount } from "../../storage/accounts.ts";
import { insertDeliveries } from "../../storage/deliveries.ts";
import { findFirstEvents, type StoredEvent } from "../../storage/events.ts";
import type { Db, Storage } from "../../storage/storage.ts";
import { type GatedEvent, type Gates, refusalOf, resolveTarget, type Target } from "./endpoint.ts";
import { isAbout } from "./endpoint-health.ts";
import type { EndpointUses } from "./endpoint-uses.ts";

export interface FanOutDeps extends Gates {
  storage: Storage;
  uses: EndpointUses;
  meter: Meter;
  log: Log;
  now(): number;
}

/** Of events that are in memory at once. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Makes the deliveries of a lane's first events: one for each endpoint that wants the event. */
export async function fanOut(deps: FanOutDeps, lane: ClaimedLane<"event-fan-out">): Promise<void> {
  await deps.storage.transaction(async (tx) => {
    const { events, left } = await findFirstEvents(
      tx,
      lane.jobs.map((job) => job.payload.event),
      MOST_BYTES,
    );
    const account = lane.lane === "" ? undefined : await findAccount(tx, lane.lane);
    await makeDeliveries(
      deps,
      tx,
      events.flatMap((event) => wantedBy(deps, account, event).map((target) => ({ event, target }))),
    );
    const done = lane.jobs.filter(({ payload }) => !left.has(payload.event));
    await completeJobs(
      tx,
      done.map(({ id }) => id),
    );
  });
}

function wantedBy(deps: FanOutDeps, account: AccountRecord | undefined, stored: StoredEvent): Target[] {
  const event = gated(stored);
  const targets: Target[] = [];
  const main = resolveTarget(deps, DEFAULT_ENDPOINT, account?.settings, event);
  const refusal = typeof main === "string" ? main : refusalOf(main.endpoint, event);
  if (typeof main !== "string" && refusal === null && !isAboutItself(DEFAULT_ENDPOINT, event)) targets.push(main);
  else if (refusal !== null) {
    deps.meter.webhookDropped(stored.name, refusal);
    deps.log.debug(
      { account: stored.account, event: stored.name, eventId: stored.id, reason: refusal },
      "An event is not delivered",
    );
  }
  for (const endpoint of deps.endpoints.all) {
    if (endpoint.id === DEFAULT_ENDPOINT || !endpoint.enabled) continue;
    const target = resolveTarget(deps, endpoint.id, account?.settings, event);
    if (typeof target === "string" || refusalOf(endpoint, event) !== null || isAboutItself(endpoint.id, event))
      continue;
    targets.push(target);
  }
  return targets;
}

const isAboutItself = (endpoint: string, event: GatedEvent) =>
  event.account === null && isAbout(endpoint, event.body());

/** Its body is parsed once, when somebody asks for it. */
export function gated({ name, account, payload }: Pick<StoredEvent, "name" | "account" | "payload">): GatedEvent {
  let parsed: EventEnvelope | undefined;
  return { name, account, body: () => (parsed ??= JSON.parse(payload) as EventEnvelope) };
}

/** Deliveries in the given order, with the jobs that make them. */
export async function makeDeliveries(
  deps: Pick<FanOutDeps, "uses" | "now">,
  tx: Db,
  wanted: readonly { event: StoredEvent; target: Target; replay?: string }[],
): Promise<void> {
  if (wanted.length === 0) return;
  const now = deps.now();
  const deliveries = wanted.map((one) => ({ ...one, id: timeSortedId(now) }));
  await insertDeliveries(
    tx,
    deliveries.map(({ event, target, replay, id }) => ({
      id,
      eventId: event.id,
      account: event.account,
      event: event.name,
      endpoint: target.endpoint.id,
      createdAt: now,
      ...(replay !== undefined && { replay }),
    })),
  );
  await enqueueJobs(
    tx,
    deliveries.map(({ event, target, id }): NewJob<"webhook-delivery"> => ({
      kind: "webhook-delivery",
      lane: deliveryLane(target.endpoint.id, event.account),
      share: deliveryShare(target.endpoint, target.url),
      payload: { delivery: id },
    })),
    now,
  );
  tx.afterCommit(() => {
    for (const { target } of deliveries) deps.uses.note(target.endpoint.id);
  });
}
