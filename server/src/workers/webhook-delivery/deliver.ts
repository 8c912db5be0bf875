import type { EventEnvelope } from "@posthorn/contracts/events";
import type { Log } from "../../core/log.ts";
import { maskUrl } from "../../core/mask.ts";
import type { Meter } from "../../core/meter.ts";
import { applyRouteFunctions } from "../../core/route-functions.ts";
import type { UserFunctions } from "../../core/user-function.ts";
import { accountEndpoint, DEFAULT_ENDPOINT, deliveryLane } from "../../core/webhook-endpoint.ts";
import type { EventLog } from "../../events/event-log.ts";
import type { HttpClient } from "../../net/http-client.ts";
import { completeJobs } from "../../queue/complete.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { failJob } from "../../queue/fail.ts";
import type { ClaimedLane, Job } from "../../queue/job.ts";
import { putOffLane } from "../../queue/put-off.ts";
import { type AccountRecord, findAccount } from "../../storage/accounts.ts";
import {
  type Delivery,
  findDeliveriesOf,
  insertAttempts,
  prepareDelivery,
  updateDelivery,
} from "../../storage/deliveries.ts";
import { findEventsById, type StoredEvent } from "../../storage/events.ts";
import { insertFunctionFault } from "../../storage/function-faults.ts";
import type { Db, Storage } from "../../storage/storage.ts";
import { stopEndpoint } from "../../storage/webhook-endpoints.ts";
import { type Gates, type GatedEvent, resolveTarget, type Drop, type Target } from "./endpoint.ts";
import type { EndpointPaces } from "./endpoint-paces.ts";
import { gated } from "./fan-out.ts";
import { shapePayload } from "./payload-profile.ts";
import { type Outcome, postWebhook } from "./post-webhook.ts";
import { requestHeaders } from "./request-headers.ts";
import { nextDelay } from "./retry-plan.ts";
import type { ShareRooms } from "./share-rooms.ts";

export interface DeliverDeps extends Gates {
  storage: Storage;
  events: EventLog;
  http: HttpClient;
  userFunctions: Pick<UserFunctions, "run">;
  paces: EndpointPaces;
  rooms: ShareRooms;
  meter: Meter;
  log: Log;
  userAgent: string;
  /** For one attempt: connecting, the request and the whole answer. */
  timeoutMs: number;
  now(): number;
}

type DeliveryJob = Job<"webhook-delivery">;

/** A delivery that is at the head of its lane, with all that its attempt needs. */
interface Turn {
  job: DeliveryJob;
  delivery: Delivery;
  event: StoredEvent;
  target: Target;
  /** JSON to send. */
  body: string;
}

/** Bytes of events that a lane holds in memory at once, save for a single one that is larger. */
const MOST_LOADED = 2 * 1024 * 1024;

/** Lanes of an endpoint that is paused are looked at again after so long; one that goes on has them looked at at once. */
const PAUSED_MS = 60_000;

/**
 * Delivers a lane's events in order. Each attempt is recorded in the transaction that moves the
 * queue on. A failure ends the work: what is behind it waits, so that the order holds, unless the endpoint wants it else.
 */
export async function deliverLane(
  deps: DeliverDeps,
  lane: ClaimedLane<"webhook-delivery">,
  signal: AbortSignal,
): Promise<"released" | void> {
  let account: AccountRecord | undefined | null = null;
  for await (const { job, delivery, event } of loaded(deps.storage, lane.jobs)) {
    if (signal.aborted) return;
    if (delivery === undefined || delivery.state !== "pending") {
      await completeJobs(deps.storage, [job.id]);
      continue;
    }
    if (event === undefined) {
      await drop(deps, job, delivery, "eventGone");
      continue;
    }
    if (account === null)
      account = delivery.account === null ? undefined : await findAccount(deps.storage, delivery.account);
    const gatedEvent: GatedEvent = { ...gated(event), isReplayed: delivery.replay !== null };
    // Made for an address that its account no longer has by now.
    const endpoint = delivery.target === null ? delivery.endpoint : DEFAULT_ENDPOINT;
    const resolve = () => resolveTarget(deps, endpoint, delivery.target ?? account?.settings, gatedEvent);
    let target = resolve();
    // One that goes on again has its lanes looked at in that moment; what is known of it may be older.
    if (typeof target !== "string" && target.endpoint.paused) {
      await deps.endpoints.refresh();
      target = resolve();
    }
    if (typeof target === "string") {
      await drop(deps, job, delivery, target);
      continue;
    }
    const putOff = async (ms: number): Promise<"released"> => {
      await deps.storage.transaction((tx) => putOffLane(tx, { ...lane, jobs: [job] }, deps.now() + ms));
      return "released";
    };
    if (target.endpoint.paused) return putOff(PAUSED_MS);
    const body = await bodyOf(deps, job, delivery, event, target, gatedEvent, signal);
    if (body === null) continue;
    // What functions let not pass takes nobody's turn.
    const waitMs = deps.paces.take(target.endpoint, deps.now());
    if (waitMs > 0) return putOff(waitMs);
    const turn = { job, delivery, event, target, body };
    const startedAt = deps.now();
    const outcome = await attempt(deps, turn, startedAt, signal);
    // A stop is nobody's failure: the attempt may be made again.
    if (signal.aborted && outcome.error !== null) return;
    deps.rooms.note(lane.share, outcome.error === null);
    const goesOn = await record(deps, turn, lane.share, startedAt, outcome);
    if (!goesOn) return;
  }
}

/** Jobs with their deliveries and events, so many at a time as memory should hold. */
async function* loaded(
  storage: Storage,
  jobs: readonly DeliveryJob[],
): AsyncGenerator<{ job: DeliveryJob; delivery: Delivery | undefined; event: StoredEvent | undefined }> {
  const rows = await findDeliveriesOf(
    storage,
    jobs.map((job) => job.payload.delivery),
  );
  const deliveries = new Map(rows.map((row) => [row.id, row]));
  let events = new Map<string, StoredEvent>();
  for (const [index, job] of jobs.entries()) {
    const delivery = deliveries.get(job.payload.delivery);
    if (delivery !== undefined && !events.has(delivery.eventId)) {
      const wanted: string[] = [];
      let size = 0;
      for (const next of jobs.slice(index)) {
        const row = deliveries.get(next.payload.delivery);
        if (row === undefined) continue;
        size += row.payloadSize ?? 0;
        if (wanted.length > 0 && size > MOST_LOADED) break;
        wanted.push(row.eventId);
      }
      events = await findEventsById(storage, wanted);
    }
    yield { job, delivery, event: delivery && events.get(delivery.eventId) };
  }
}

async function drop(
  deps: DeliverDeps,
  job: DeliveryJob,
  delivery: Delivery,
  reason: Drop,
  more: (tx: Db) => Promise<void> = async () => {},
): Promise<void> {
  await deps.storage.transaction(async (tx) => {
    await updateDelivery(tx, delivery.id, {
      state: "dropped",
      attemptsMade: delivery.attemptsMade,
      url: delivery.url,
      error: { message: reason },
      finishedAt: deps.now(),
    });
    await more(tx);
    await completeJobs(tx, [job.id]);
    tx.afterCommit(() => {
      deps.meter.processed("notify", "completed");
      deps.meter.webhookDropped(delivery.event, reason);
    });
  });
  deps.log.debug(
    {
      account: delivery.account,
      event: delivery.event,
      eventId: delivery.eventId,
      endpoint: delivery.endpoint,
      reason,
    },
    "An event is not delivered",
  );
}

/** What to send; null when the endpoint's functions let it not pass, which is recorded. */
async function bodyOf(
  deps: DeliverDeps,
  job: DeliveryJob,
  delivery: Delivery,
  event: StoredEvent,
  { endpoint, ownerOfUrl }: Target,
  gatedEvent: GatedEvent,
  signal: AbortSignal,
): Promise<string | null> {
  if (delivery.body !== null) return delivery.body;
  const envelope = (): EventEnvelope =>
    endpoint.payload === null ? gatedEvent.body() : shapePayload(gatedEvent.body(), endpoint.payload);
  const asItIs = () => (endpoint.payload === null ? event.payload : JSON.stringify(envelope()));
  if (delivery.isPrepared || (endpoint.fn === null && endpoint.map === null)) return asItIs();
  const outcome = await applyRouteFunctions(
    deps.userFunctions,
    { fn: endpoint.fn, map: endpoint.map, onMapError: endpoint.dropOnMapError ? "drop" : "sendOriginal" },
    {
      payload: envelope(),
      eventId: event.id,
      route: endpoint.id,
      env: deps.settings.get("scriptEnv") ?? "{}",
      signal,
    },
  );
  const now = deps.now();
  const noteFaults = async (tx: Db) => {
    for (const { type, kind, message, line, column } of outcome.errors)
      await insertFunctionFault(tx, endpoint.id, {
        type,
        payload: event.payload,
        error: { kind, message, ...(line !== undefined && { line }), ...(column !== undefined && { column }) },
        createdAt: now,
      });
  };
  for (const { type, message } of outcome.errors)
    deps.health.failed(endpoint.id, ownerOfUrl, { event: "exec", message: `${type}: ${message}`, time: now });
  if (outcome.kind === "drop") {
    await drop(deps, job, delivery, outcome.reason, noteFaults);
    return null;
  }
  const body = outcome.isMapped ? JSON.stringify(outcome.body) : null;
  await deps.storage.transaction(async (tx) => {
    await prepareDelivery(tx, delivery.id, body);
    await noteFaults(tx);
  });
  return body ?? asItIs();
}

function attempt(
  deps: DeliverDeps,
  { job, delivery, event, target, body }: Turn,
  startedAt: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const request = requestHeaders(target, {
    deliveryId: delivery.id,
    eventId: delivery.eventId,
    seq: event.seq,
    attemptsMade: job.attempts,
    queuedAt: delivery.createdAt,
    body,
    userAgent: deps.userAgent,
    secret: deps.settings.get("serviceSecret") ?? "",
    now: startedAt,
  });
  return postWebhook(deps, { ...request, body }, signal);
}

/** Returns whether the lane may go on with the next event. */
async function record(
  deps: DeliverDeps,
  { job, delivery, target }: Turn,
  share: string,
  startedAt: number,
  outcome: Outcome,
): Promise<boolean> {
  const { endpoint, ownerOfUrl } = target;
  const { error } = outcome;
  const now = deps.now();
  const attemptsMade = delivery.attemptsMade + 1;
  const failures = { count: job.attempts + 1, ageMs: now - job.createdAt };
  const delayMs = error === null || outcome.isFinal ? null : nextDelay(deps.settings, endpoint.retry, failures);
  const isSettled = error === null || delayMs === null;
  const url = maskUrl(target.url);
  const wasGone = deps.health.isGone(endpoint.id, ownerOfUrl, target.url);
  // Before anything is awaited: of all lanes that hear of it at once, one tells that an address is gone.
  if (error === null) deps.health.succeeded(endpoint.id, ownerOfUrl);
  else deps.health.failed(endpoint.id, ownerOfUrl, { event: delivery.event, ...error, time: now, url });
  await deps.storage.transaction(async (tx) => {
    await insertAttempts(tx, [
      {
        delivery: delivery.id,
        attempt: attemptsMade,
        startedAt,
        durationMs: outcome.durationMs,
        statusCode: outcome.statusCode,
        error: error && [error.code, error.message].filter(Boolean).join(": "),
        responseStart: outcome.responseStart,
      },
    ]);
    await updateDelivery(tx, delivery.id, {
      state: error === null ? "delivered" : isSettled ? "failed" : "pending",
      attemptsMade,
      url,
      error,
      finishedAt: isSettled ? now : null,
    });
    const runAt = now + Math.max(outcome.retryAfterMs ?? 0, delayMs ?? 0);
    if (isSettled) await completeJobs(tx, [job.id]);
    else if (endpoint.ordering === "block") await failJob(tx, job.id, runAt);
    else await stepAside(tx, job, delivery, share, runAt, now);
    if (error?.statusCode === 410 && !wasGone) await stop(deps, tx, target, url, now);
  });
  deps.meter.webhook(delivery.event, error === null ? "success" : "fail", outcome.durationMs);
  if (isSettled) deps.meter.processed("notify", error === null ? "completed" : "failed");
  if (error !== null)
    deps.log.warn(
      {
        account: delivery.account,
        event: delivery.event,
        eventId: delivery.eventId,
        endpoint: endpoint.id,
        // The path of a receiver is often its password.
        to: new URL(target.url).origin,
        attempt: attemptsMade,
        reason: error.message,
        code: error.code,
      },
      isSettled ? "A webhook was given up" : "A webhook failed and will be tried again",
    );
  return isSettled || endpoint.ordering === "skip";
}

/** Waits in a lane of its own, so that what was behind it does not. */
async function stepAside(
  tx: Db,
  job: DeliveryJob,
  delivery: Delivery,
  share: string,
  runAt: number,
  now: number,
): Promise<void> {
  await completeJobs(tx, [job.id]);
  const lane = `${deliveryLane(delivery.endpoint, delivery.account)} ${delivery.id}`;
  await enqueueJobs(
    tx,
    [{ kind: "webhook-delivery", lane, share, payload: job.payload, attempts: job.attempts + 1, runAt }],
    now,
  );
}

/** The receiver said that nobody will ever listen there again. Of the default endpoint only this address is given up. */
async function stop(deps: DeliverDeps, tx: Db, { endpoint, ownerOfUrl }: Target, url: string, at: number) {
  const isNews = endpoint.id === DEFAULT_ENDPOINT || (await stopEndpoint(tx, endpoint.id, { reason: "gone", url, at }));
  if (!isNews) return;
  const id = ownerOfUrl === "" ? endpoint.id : accountEndpoint(ownerOfUrl);
  await deps.events.publish(
    tx,
    [{ name: "webhookStopped", account: null, data: { endpoint: id, name: endpoint.name || id, reason: "gone", url } }],
    at,
  );
}
