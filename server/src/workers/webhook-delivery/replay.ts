import { setTimeout as sleep } from "node:timers/promises";
import type { ClaimedLane } from "../../queue/job.ts";
import { completeJobs } from "../../queue/complete.ts";
import { type AccountRecord, findAccount } from "../../storage/accounts.ts";
import { findLogState, isAfter } from "../../storage/event-positions.ts";
import { readEvents, type StoredEvent } from "../../storage/events.ts";
import type { Db } from "../../storage/storage.ts";
import { findReplay, updateReplay, type WebhookReplay } from "../../storage/webhook-replays.ts";
import { refusalOf, resolveTarget, type Target } from "./endpoint.ts";
import { type FanOutDeps, gated, makeDeliveries } from "./fan-out.ts";

const EVENTS_AT_ONCE = 200;
const BYTES_AT_ONCE = 2 * 1024 * 1024;
/** When the log is looked at again that other transactions hold up. */
const HELD_UP_MS = 200;

/**
 * Makes deliveries of events of the past, portion by portion; each portion commits with where it ended, so that a crash
 * makes none of them twice. They wait at the ends of their lanes, behind what is new.
 */
export async function replay(
  deps: FanOutDeps,
  { jobs: [job] }: ClaimedLane<"webhook-replay">,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const progress = await deps.storage.transaction(async (tx) => {
      const found = await findReplay(tx, job.payload.replay);
      const after = found?.state === "running" ? await replayPortion(deps, tx, found) : "over";
      if (after === "over") await completeJobs(tx, [job.id]);
      return after;
    });
    if (progress === "over") return;
    if (progress === "heldUp") await sleep(HELD_UP_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether there is more, and whether it can be read already: other transactions may hold the end of the log up. */
async function replayPortion(deps: FanOutDeps, tx: Db, found: WebhookReplay): Promise<"more" | "heldUp" | "over"> {
  const { id, endpoint, wanted, position } = found;
  const { end: readable } = await findLogState(tx);
  const isHeldUp = isAfter(found.end, readable);
  const end = isHeldUp ? readable : found.end;
  const { events, next, hasMore } = await readEvents(
    tx,
    { after: position, end, limit: EVENTS_AT_ONCE, bytes: BYTES_AT_ONCE },
    { ...(wanted.events && { names: wanted.events }) },
  );
  const chosen = events.filter(
    ({ at, account }) =>
      at >= (wanted.since ?? 0) &&
      at < (wanted.until ?? Number.POSITIVE_INFINITY) &&
      (wanted.accounts === undefined || (account !== null && wanted.accounts.includes(account))),
  );
  const accounts = new Map<string, AccountRecord | undefined>();
  const deliveries: { event: StoredEvent; target: Target; replay: string }[] = [];
  for (const stored of chosen) {
    const { account } = stored;
    if (account !== null && !accounts.has(account)) accounts.set(account, await findAccount(tx, account));
    const event = { ...gated(stored), isReplayed: wanted.events !== undefined };
    const target = resolveTarget(deps, endpoint, accounts.get(account ?? "")?.settings, event);
    if (typeof target === "string") continue;
    if (refusalOf(target.endpoint, event) === null) deliveries.push({ event: stored, target, replay: id });
  }
  await makeDeliveries(deps, tx, deliveries);
  const count = found.deliveries + deliveries.length;
  const isOver = !hasMore && !isHeldUp;
  await updateReplay(tx, id, {
    // What was read lies before where a held up log ends, and stays read.
    position: isAfter(next, position) ? next : position,
    deliveries: count,
    ...(isOver && { state: "completed", finishedAt: deps.now() }),
  });
  return isOver ? "over" : hasMore ? "more" : "heldUp";
}
