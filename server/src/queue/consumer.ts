import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { type Backoff, backoffDelay } from "../core/backoff.ts";
import { type JobKind, jobsTopic } from "../core/jobs.ts";
import type { Log } from "../core/log.ts";
import type { Storage } from "../storage/storage.ts";
import { claimLanes, nextDueAt } from "./claim.ts";
import { failJob } from "./fail.ts";
import { type ClaimedLane, LEASE_MS } from "./job.ts";
import { releaseLane } from "./release.ts";
import { renewLeases } from "./renew.ts";

export interface ConsumerOptions<K extends JobKind> {
  storage: Storage;
  log: Log;
  kind: K;
  /** Names this process among all that work on the database. */
  owner: string;
  /** Lanes worked on at once. */
  lanes: number;
  /** Lanes of one share worked on at once; asked each time where it differs and changes. */
  lanesPerShare: number | ((share: string) => number);
  /** Jobs of a lane handed over at once. */
  jobsPerLane: number;
  /** While true nothing new is taken up. */
  isPaused?: () => Promise<boolean>;
  /** The topic that says the pause may be over. */
  pauseTopic?: string;
  /** A lane was worked on for longer than it was held. */
  onLeaseLost?: (lane: string) => void;
  /**
   * Works on the lane's jobs in order, completing or failing each in the transaction of its
   * effects. May leave jobs undone. When it throws, the first job of the lane is put off. Answers
   * "released" when it gave the lane back in its last transaction.
   */
  work: (lane: ClaimedLane<K>, signal: AbortSignal) => Promise<"released" | void>;
}

export interface Consumer {
  start(): void;
  /** Takes up nothing new, gives running work `graceMs`, then aborts it and waits for it to let go. */
  stop(graceMs: number): Promise<void>;
  /** Lanes being worked on. */
  readonly active: number;
}

/** A hint can get lost; then work is found by looking this often. */
const LOOK_EVERY_MS = 2000;
const GIVE_BACK_EVERY_MS = 1000;
const UNEXPECTED_FAULT: Backoff = { firstMs: 1000, capMs: 300_000, jitter: 0.2 };

/** Claims due lanes of one kind and has them worked on, as long as it runs. */
export function createConsumer<K extends JobKind>(options: ConsumerOptions<K>): Consumer {
  const { storage, log, kind, owner } = options;
  const running = new Set<Promise<void>>();
  /** The lanes of `running`, and until when they are held (epoch ms). */
  const heldUntil = new Map<ClaimedLane<K>, number>();
  const perShare = new Map<string, number>();
  const abort = new AbortController();
  let isStopping = false;
  let wake: () => void = () => {};
  let isAwake = false;
  /** Shares that were full when no lane of any other was due, and until when that is believed. */
  let exhausted: { shares: readonly string[]; until: number } | null = null;
  let pauseCheckedAt = Number.NEGATIVE_INFINITY;
  let wasPaused = false;
  let loop: Promise<void> = Promise.resolve();
  let renewal: NodeJS.Timeout | undefined;
  let stopListening = () => {};

  const rouse = () => {
    isAwake = true;
    wake();
  };

  /** Until roused, but at most `ms`. */
  async function rest(ms: number): Promise<void> {
    if (isAwake || isStopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function run(lane: ClaimedLane<K>): Promise<void> {
    try {
      const end = await options.work(lane, abort.signal);
      if (end !== "released") await storage.transaction((tx) => releaseLane(tx, lane));
    } catch (error) {
      // A stop is no fault of the job.
      const isFault = !abort.signal.aborted;
      if (isFault)
        log.error({ err: error, kind, lane: lane.lane }, "A job failed unexpectedly and will be tried again");
      await giveBack(lane, isFault);
    }
  }

  /** Gives a lane back after its work failed. While the database is away, it is tried again: the lane is held for so long. */
  async function giveBack(lane: ClaimedLane<K>, isFault: boolean): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        await storage.transaction(async (tx) => {
          const first = lane.jobs[0];
          if (isFault) await failJob(tx, first.id, Date.now() + backoffDelay(UNEXPECTED_FAULT, first.attempts + 1));
          await releaseLane(tx, lane);
        });
        return;
      } catch (fault) {
        if (isFirst) log.warn({ err: fault, kind, lane: lane.lane }, "A lane could not be given back");
        // Once this ends, the lease runs out by itself.
        if (isStopping) return;
        await pause(GIVE_BACK_EVERY_MS);
      }
    }
  }

  function begin(lane: ClaimedLane<K>, claimedAt: number): void {
    perShare.set(lane.share, (perShare.get(lane.share) ?? 0) + 1);
    heldUntil.set(lane, claimedAt + LEASE_MS);
    const task = run(lane).finally(() => {
      running.delete(task);
      if ((heldUntil.get(lane) ?? 0) < Date.now()) options.onLeaseLost?.(lane.lane);
      heldUntil.delete(lane);
      const left = (perShare.get(lane.share) ?? 1) - 1;
      if (left === 0) perShare.delete(lane.share);
      else perShare.set(lane.share, left);
      rouse();
    });
    running.add(task);
  }

  const { lanesPerShare } = options;
  const mostOf = typeof lanesPerShare === "number" ? () => lanesPerShare : lanesPerShare;
  const fullShares = () => [...perShare].filter(([share, count]) => count >= mostOf(share)).map(([share]) => share);

  /** Whether only lanes of shares that are full are due, as far as is known. */
  const isExhausted = (full: readonly string[]) =>
    exhausted !== null &&
    performance.now() < exhausted.until &&
    exhausted.shares.every((share) => full.includes(share));

  /** Claims what there is room for. Returns whether there may be more. */
  async function takeUp(): Promise<boolean> {
    const room = options.lanes - running.size;
    const full = fullShares();
    if (room <= 0 || isExhausted(full)) return false;
    // Lanes past a share's room would be looked at in vain.
    const lanes = typeof lanesPerShare === "number" ? Math.min(room, 2 * lanesPerShare) : room;
    const now = Date.now();
    const claimed = await storage.transaction((tx) =>
      claimLanes(tx, {
        kind,
        owner,
        lanes,
        jobsPerLane: options.jobsPerLane,
        roomOf: (share) => mostOf(share) - (perShare.get(share) ?? 0),
        fullShares: full,
        now,
      }),
    );
    for (const lane of claimed) begin(lane, now);
    if (claimed.length === 0 && full.length > 0) exhausted = { shares: full, until: performance.now() + LOOK_EVERY_MS };
    // What finishes in the same moment is taken up together.
    if (claimed.length > 0) await nextTurn();
    return claimed.length > 0;
  }

  /** Asked anew when a hint says so, else every now and then. */
  async function isPaused(): Promise<boolean> {
    if (options.isPaused === undefined) return false;
    if (performance.now() - pauseCheckedAt >= LOOK_EVERY_MS) {
      pauseCheckedAt = performance.now();
      wasPaused = await options.isPaused();
    }
    return wasPaused;
  }

  /** A lease that ran out stays lost. */
  async function renew(): Promise<void> {
    const now = Date.now();
    await renewLeases(storage, { owner, kind, lanes: [...heldUntil.keys()].map(({ lane }) => lane) }, now);
    for (const [lane, until] of heldUntil) if (until > now) heldUntil.set(lane, now + LEASE_MS);
  }

  async function loopUntilStopped(): Promise<void> {
    while (!isStopping) {
      isAwake = false;
      try {
        if (await isPaused()) await rest(LOOK_EVERY_MS);
        else if (!(await takeUp())) {
          const now = Date.now();
          // What runs rouses us when it ends.
          const waitsForRoom = running.size >= options.lanes || isExhausted(fullShares());
          const dueAt = waitsForRoom ? null : await nextDueAt(storage, kind, now);
          // Something that is due but was not claimed belongs to a full share or to somebody else.
          const ms = dueAt === null ? LOOK_EVERY_MS : dueAt <= now ? 100 : Math.min(dueAt - now, LOOK_EVERY_MS);
          await rest(ms);
        }
      } catch (error) {
        log.warn({ err: error, kind }, "Jobs can't be claimed right now");
        await rest(LOOK_EVERY_MS);
      }
    }
  }

  return {
    start() {
      stopListening = storage.onHint((topic) => {
        if (topic === options.pauseTopic) pauseCheckedAt = Number.NEGATIVE_INFINITY;
        else if (topic !== jobsTopic(kind)) return;
        exhausted = null;
        rouse();
      });
      renewal = setInterval(() => {
        if (running.size > 0)
          renew().catch((error: unknown) => log.warn({ err: error, kind }, "Leases could not be renewed"));
      }, LEASE_MS / 3);
      renewal.unref();
      loop = loopUntilStopped();
    },
    async stop(graceMs) {
      isStopping = true;
      stopListening();
      rouse();
      await loop;
      const grace = setTimeout(() => abort.abort(), graceMs);
      await Promise.allSettled(running);
      clearTimeout(grace);
      clearInterval(renewal);
    },
    get active() {
      return running.size;
    },
  };
}
