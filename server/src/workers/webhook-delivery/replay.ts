import type { ClaimedLane } from "../../queue/job.ts";
import { completeJobs } from "../../queue/complete.ts";
import { type AccountRecord, findAccount } from "../../storage/accounts.ts";
import { readEvents, type StoredEvent } from "../../storage/events.ts";
import type { Db } from "../../storage/storage.ts";
import { findReplay, updateReplay, type WebhookReplay } from "../../storage/webhook-replays.ts";
import { refusalOf, resolveTarget, type Target } from "./endpoint.ts";
import { type FanOutDeps, gated, makeDeliveries } from "./fan-out.ts";

const EVENTS_AT_ONCE = 200;
const BYTES_AT_ONCE = 2 * 1024 * 1024;

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
    const isOver = await deps.storage.transaction(async (tx) => {
      const found = await findReplay(tx, job.payload.replay);
      if (found?.state === "running" && (await replayPortion(deps, tx, found))) return false;
      await completeJobs(tx, [job.id]);
      return true;
    });
    if (isOver) return;
  }
}

/** Whether there is more. */
async function replayPortion(deps: FanOutDeps, tx: Db, found: WebhookReplay): Promise<boolean> {
  const { id, endpoint, wanted, position, end } = found;
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
    const rules = wanted.events === undefined ? target.endpoint : { ...target.endpoint, events: null };
    if (refusalOf(rules, event) === null) deliveries.push({ event: stored, target, replay: id });
  }
  await makeDeliveries(deps, tx, deliveries);
  const count = found.deliveries + deliveries.length;
  await updateReplay(tx, id, {
    position: next,
    deliveries: count,
    ...(!hasMore && { state: "completed", finishedAt: deps.now() }),
  });
  return hasMore;
}
