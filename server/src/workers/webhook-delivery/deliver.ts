import type { Log } from "../../core/log.ts";
import { maskUrl } from "../../core/mask.ts";
import type { Meter } from "../../core/meter.ts";
import type { HttpClient } from "../../net/http-client.ts";
import { completeJobs } from "../../queue/complete.ts";
import { failJob } from "../../queue/fail.ts";
import type { ClaimedLane, Job } from "../../queue/job.ts";
import { type AccountRecord, findAccount } from "../../storage/accounts.ts";
import {
  type Delivery,
  type DeliveryError,
  findDeliveriesWithEvent,
  insertAttempts,
  updateDelivery,
} from "../../storage/deliveries.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Storage } from "../../storage/storage.ts";
import { resolveTarget, type Target } from "./endpoint.ts";
import { requestHeaders } from "./request-headers.ts";
import { askedDelay, nextDelay } from "./retry-plan.ts";

export interface DeliverDeps {
  storage: Storage;
  settings: SettingsStore;
  http: HttpClient;
  meter: Meter;
  log: Log;
  userAgent: string;
  /** For one attempt: connecting, the request and the whole answer. */
  timeoutMs: number;
  now(): number;
}

type DeliveryJob = Job<"webhook-delivery">;
type LoadedDelivery = Delivery & { payload: string };

interface Outcome {
  statusCode: number | null;
  responseStart: string | null;
  durationMs: number;
  /** null is success. */
  error: DeliveryError | null;
  /** Trying again can't help. */
  isFinal: boolean;
  retryAfterMs: number | null;
}

/**
 * Delivers a lane's events in order. Each attempt is recorded in the transaction that moves the
 * queue on. A failure ends the work: what is behind it waits, so that the order holds.
 */
export async function deliverLane(
  deps: DeliverDeps,
  lane: ClaimedLane<"webhook-delivery">,
  signal: AbortSignal,
): Promise<void> {
  const loaded = new Map(
    (
      await findDeliveriesWithEvent(
        deps.storage,
        lane.jobs.map((job) => job.payload.delivery),
      )
    ).map((row) => [row.id, row]),
  );
  let account: AccountRecord | undefined | null = null;
  for (const job of lane.jobs) {
    if (signal.aborted) return;
    const delivery = loaded.get(job.payload.delivery);
    if (delivery === undefined || delivery.state !== "pending") {
      await completeJobs(deps.storage, [job.id]);
      continue;
    }
    if (account === null)
      account = delivery.account === null ? undefined : await findAccount(deps.storage, delivery.account);
    const recipient = delivery.target ?? account?.settings;
    const target = resolveTarget(deps.settings, recipient, { ...delivery, name: delivery.event });
    if (typeof target === "string") {
      await drop(deps, job, delivery, target);
      continue;
    }
    const startedAt = deps.now();
    const outcome = await attempt(deps, job, delivery, target, startedAt, signal);
    // A stop is nobody's failure: the attempt may be made again.
    if (signal.aborted && outcome.error !== null) return;
    const isSettled = await record(deps, job, delivery, target, startedAt, outcome);
    if (!isSettled) return;
  }
}

async function drop(deps: DeliverDeps, job: DeliveryJob, delivery: LoadedDelivery, reason: string): Promise<void> {
  await deps.storage.transaction(async (tx) => {
    await updateDelivery(tx, delivery.id, {
      state: "dropped",
      attemptsMade: delivery.attemptsMade,
      url: delivery.url,
      error: { message: reason },
      finishedAt: deps.now(),
    });
    await completeJobs(tx, [job.id]);
    tx.afterCommit(() => deps.meter.processed("notify", "completed"));
  });
  deps.log.debug(
    { account: delivery.account, event: delivery.event, eventId: delivery.eventId, reason },
    "An event is not delivered",
  );
}

async function attempt(
  deps: DeliverDeps,
  job: DeliveryJob,
  delivery: LoadedDelivery,
  target: Target,
  startedAt: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const { url, headers } = requestHeaders(target, {
    deliveryId: delivery.id,
    eventId: delivery.eventId,
    attemptsMade: job.attempts,
    queuedAt: delivery.createdAt,
    body: delivery.payload,
    userAgent: deps.userAgent,
    secret: deps.settings.get("serviceSecret") ?? "",
    now: startedAt,
  });
  const started = performance.now();
  const durationMs = () => Math.round(performance.now() - started);
  const timeout = AbortSignal.timeout(deps.timeoutMs);
  try {
    const answer = await deps.http.post(url, {
      headers,
      body: delivery.payload,
      signal: AbortSignal.any([signal, timeout]),
    });
    return {
      statusCode: answer.statusCode,
      responseStart: answer.bodyStart,
      durationMs: durationMs(),
      ...judge(answer.statusCode),
      retryAfterMs: askedDelay(answer.headers["retry-after"], deps.now()),
    };
  } catch (error) {
    const code = timeout.aborted ? "ETIMEDOUT" : codeOf(error);
    const message = timeout.aborted ? `No complete answer within ${deps.timeoutMs / 1000} s` : (error as Error).message;
    return {
      statusCode: null,
      responseStart: null,
      durationMs: durationMs(),
      error: { message, ...(code !== undefined && { code }) },
      isFinal: code === "EEGRESSBLOCKED",
      retryAfterMs: null,
    };
  }
}

function judge(statusCode: number): Pick<Outcome, "error" | "isFinal"> {
  if (statusCode >= 200 && statusCode < 300) return { error: null, isFinal: false };
  if (statusCode >= 300 && statusCode < 400)
    return {
      error: { message: "The receiver redirects, which is not followed", code: "EREDIRECTNOTFOLLOWED", statusCode },
      isFinal: true,
    };
  // 410 says that nobody will ever listen here again.
  return { error: { message: `The receiver answered ${statusCode}`, statusCode }, isFinal: statusCode === 410 };
}

function codeOf(error: unknown): string | undefined {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  return cause === undefined ? undefined : codeOf(cause);
}

/** Returns whether the lane may go on with the next event. */
async function record(
  deps: DeliverDeps,
  job: DeliveryJob,
  delivery: LoadedDelivery,
  target: Target,
  startedAt: number,
  outcome: Outcome,
): Promise<boolean> {
  const { error } = outcome;
  const now = deps.now();
  const attemptsMade = delivery.attemptsMade + 1;
  const delayMs = error === null || outcome.isFinal ? null : nextDelay(deps.settings, job.attempts + 1);
  const isSettled = error === null || delayMs === null;
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
      url: maskUrl(target.url),
      error,
      finishedAt: isSettled ? now : null,
    });
    if (isSettled) await completeJobs(tx, [job.id]);
    else await failJob(tx, job.id, now + Math.max(outcome.retryAfterMs ?? 0, delayMs));
  });
  deps.meter.webhook(delivery.event, error === null ? "success" : "fail", outcome.durationMs);
  if (isSettled) deps.meter.processed("notify", error === null ? "completed" : "failed");
  if (error !== null)
    deps.log.warn(
      {
        account: delivery.account,
        event: delivery.event,
        eventId: delivery.eventId,
        url: maskUrl(target.url),
        attempt: attemptsMade,
        reason: error.message,
        code: error.code,
      },
      isSettled ? "A webhook was given up" : "A webhook failed and will be tried again",
    );
  return isSettled;
}
