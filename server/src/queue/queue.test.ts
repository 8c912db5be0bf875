import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { silentLog } from "../core/log.ts";
import type { Storage } from "../storage/storage.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../storage/testing.ts";
import { claimLanes } from "./claim.ts";
import { completeJobs } from "./complete.ts";
import { type Consumer, type ConsumerOptions, createConsumer } from "./consumer.ts";
import { countJobs } from "./count.ts";
import { enqueueJobs } from "./enqueue.ts";
import { failJob } from "./fail.ts";
import { LEASE_MS } from "./job.ts";
import { releaseLane } from "./release.ts";
import { removeLane } from "./remove.ts";
import { renewLeases } from "./renew.ts";
import { rescheduleLane } from "./reschedule.ts";

describe.each(TEST_ENGINES)("the queue on %s", (engine) => {
  let storage: TestStorage;
  const consumers: Consumer[] = [];
  beforeEach(async () => {
    storage = await openTestStorage(engine);
  });
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop(1000)));
    await storage.close();
  });

  const T0 = 1_000_000;
  const job = (lane: string, delivery: string, more: { runAt?: number; share?: string } = {}) => ({
    kind: "webhook-delivery" as const,
    lane,
    share: more.share ?? "host",
    payload: { delivery },
    ...(more.runAt !== undefined && { runAt: more.runAt }),
  });
  const enqueue = (...jobs: ReturnType<typeof job>[]) => storage.transaction((tx) => enqueueJobs(tx, jobs, T0));
  const claim = (
    now: number,
    more: { owner?: string; jobsPerLane?: number; fullShares?: string[]; roomOf?: () => number } = {},
  ) =>
    storage.transaction((tx) =>
      claimLanes(tx, {
        kind: "webhook-delivery",
        owner: more.owner ?? "me",
        lanes: 10,
        jobsPerLane: more.jobsPerLane ?? 10,
        roomOf: more.roomOf ?? (() => 10),
        fullShares: more.fullShares ?? [],
        now,
      }),
    );
  const names = (claimed: Awaited<ReturnType<typeof claim>>) =>
    claimed.map((lane) => [lane.lane, ...lane.jobs.map((one) => one.payload.delivery)]).sort();

  it("hands out a lane's jobs in order and the lane to one owner only", async () => {
    await enqueue(job("a", "1"), job("b", "2"), job("a", "3"));
    expect(names(await claim(T0))).toEqual([
      ["a", "1", "3"],
      ["b", "2"],
    ]);
    expect(await claim(T0, { owner: "other" })).toEqual([]);
  });

  it("gives a lane to somebody else when its lease has run out, unless it was renewed", async () => {
    await enqueue(job("a", "1"));
    await claim(T0);
    await renewLeases(storage, { owner: "me", kind: "webhook-delivery", lanes: ["a"] }, T0 + LEASE_MS - 1);
    expect(await claim(T0 + LEASE_MS + 1, { owner: "other" })).toEqual([]);
    expect(names(await claim(T0 + 2 * LEASE_MS, { owner: "other" }))).toEqual([["a", "1"]]);
  });

  it("ignores the release of an owner that lost its lane", async () => {
    await enqueue(job("a", "1"));
    const [mine] = await claim(T0);
    await claim(T0 + LEASE_MS + 1, { owner: "other" });
    await storage.transaction((tx) =>
      releaseLane(tx, { kind: "webhook-delivery", lane: "a", owner: mine?.owner ?? "" }),
    );
    expect(await claim(T0 + LEASE_MS + 2, { owner: "third" })).toEqual([]);
  });

  it("holds back a lane whose first job failed, and those behind it", async () => {
    await enqueue(job("a", "1"), job("a", "2"));
    const [lane] = await claim(T0);
    if (lane === undefined) throw new Error("nothing claimed");
    await storage.transaction(async (tx) => {
      await failJob(tx, lane.jobs[0].id, T0 + 5000);
      await releaseLane(tx, lane);
    });
    await enqueue(job("a", "3"));
    expect(await claim(T0 + 4999)).toEqual([]);
    const [again] = await claim(T0 + 5000);
    expect(again?.jobs.map(({ payload, attempts }) => [payload.delivery, attempts])).toEqual([
      ["1", 1],
      ["2", 0],
      ["3", 0],
    ]);
  });

  it("forgets a lane that is done, and makes it anew for a later job", async () => {
    await enqueue(job("a", "1"));
    const [lane] = await claim(T0);
    if (lane === undefined) throw new Error("nothing claimed");
    await storage.transaction(async (tx) => {
      await completeJobs(tx, [lane.jobs[0].id]);
      await releaseLane(tx, lane);
    });
    expect(await storage.sql.selectFrom("lanes").selectAll().execute()).toEqual([]);
    await enqueue(job("a", "2"));
    expect(names(await claim(T0))).toEqual([["a", "2"]]);
  });

  it("does nothing of what a failed transaction enqueued", async () => {
    await storage
      .transaction(async (tx) => {
        await enqueueJobs(tx, [job("a", "1")], T0);
        throw new Error("no");
      })
      .catch(() => undefined);
    expect(await claim(T0)).toEqual([]);
  });

  it("keeps jobs for later, lets them be brought forward, and removes a lane that nobody holds", async () => {
    await enqueue(job("a", "1", { runAt: T0 + 60_000 }), job("b", "2"));
    expect(names(await claim(T0))).toEqual([["b", "2"]]);
    expect(await countJobs(storage, ["webhook-delivery"], T0)).toMatchObject({ active: 1, delayed: 1, waiting: 0 });
    await storage.transaction((tx) => rescheduleLane(tx, "webhook-delivery", "a", T0));
    expect(names(await claim(T0))).toEqual([["a", "1"]]);
    expect(await storage.transaction((tx) => removeLane(tx, "webhook-delivery", "a", T0))).toBe(false);
    expect(await storage.transaction((tx) => removeLane(tx, "webhook-delivery", "a", T0 + LEASE_MS + 1))).toBe(true);
    expect(await countJobs(storage, ["webhook-delivery"], T0)).toMatchObject({ active: 1, delayed: 0, waiting: 0 });
  });

  it("passes over shares that are full", async () => {
    await enqueue(job("a", "1", { share: "slow" }), job("b", "2", { share: "quick" }));
    expect(names(await claim(T0, { fullShares: ["slow"] }))).toEqual([["b", "2"]]);
  });

  it("takes no more lanes of a share than there is room for, and leaves the others to be claimed", async () => {
    await enqueue(job("a", "1"), job("b", "2"), job("c", "3"));
    expect(await claim(T0, { roomOf: () => 2 })).toHaveLength(2);
    expect(await claim(T0, { roomOf: () => 2, owner: "other" })).toHaveLength(1);
  });

  it("never loses a job that is enqueued while its lane is being emptied", async () => {
    const done: string[] = [];
    const consumer = consume({
      work: async (lane) => {
        for (const one of lane.jobs) {
          done.push(one.payload.delivery);
          await completeJobs(storage, [one.id]);
        }
      },
    });
    const expected: string[] = [];
    await Promise.all(
      ["x", "y", "z"].map(async (lane) => {
        for (let index = 0; index < 60; index++) {
          const name = `${lane}${String(index).padStart(3, "0")}`;
          expected.push(name);
          await storage.transaction((tx) => enqueueJobs(tx, [job(lane, name)], Date.now()));
        }
      }),
    );
    await vi.waitFor(() => expect(done).toHaveLength(expected.length), { timeout: 40_000, interval: 20 });
    for (const lane of ["x", "y", "z"]) {
      const ofLane = done.filter((name) => name.startsWith(lane));
      expect(ofLane).toEqual(ofLane.toSorted());
    }
    await vi.waitFor(() => expect(consumer.active).toBe(0), 30_000);
    expect(await countJobs(storage, ["webhook-delivery"], Date.now())).toMatchObject({
      active: 0,
      delayed: 0,
      waiting: 0,
    });
  });

  it("works on one lane of a full share at a time while others go on", async () => {
    let slowRunning = 0;
    let mostSlow = 0;
    const finishSlow: (() => void)[] = [];
    const quick: string[] = [];
    consume({
      lanesPerShare: 1,
      work: async (lane) => {
        if (lane.share === "slow") {
          mostSlow = Math.max(mostSlow, ++slowRunning);
          await new Promise<void>((resolve) => finishSlow.push(resolve));
          slowRunning--;
        } else quick.push(lane.lane);
        await completeJobs(storage, [lane.jobs[0].id]);
      },
    });
    const now = Date.now();
    await storage.transaction((tx) =>
      enqueueJobs(
        tx,
        [
          ...["s1", "s2", "s3"].map((lane) => job(lane, lane, { share: "slow" })),
          ...["q1", "q2", "q3"].map((lane) => job(lane, lane, { share: lane })),
        ],
        now,
      ),
    );
    await vi.waitFor(() => expect(quick.toSorted()).toEqual(["q1", "q2", "q3"]), 30_000);
    for (let finished = 0; finished < 3; finished++) {
      await vi.waitFor(() => expect(finishSlow.length).toBe(finished + 1), { timeout: 30_000 });
      finishSlow[finished]?.();
    }
    expect(mostSlow).toBe(1);
  });

  it("tries a job again whose handler broke down", async () => {
    let calls = 0;
    consume({
      work: async (lane) => {
        if (++calls === 1) throw new Error("broken");
        await completeJobs(storage, [lane.jobs[0].id]);
      },
    });
    await storage.transaction((tx) => enqueueJobs(tx, [job("a", "1")], Date.now()));
    await vi.waitFor(() => expect(calls).toBe(2), { timeout: 30_000 });
    await vi.waitFor(
      async () => expect((await countJobs(storage, ["webhook-delivery"], Date.now())).active).toBe(0),
      10_000,
    );
  });

  it("gives its lanes back when it is stopped in the middle", async () => {
    let hasBegun = false;
    const consumer = consume({
      work: (_lane, signal) =>
        new Promise((_resolve, reject) => {
          hasBegun = true;
          signal.addEventListener("abort", () => reject(new Error("stopped")));
        }),
    });
    await storage.transaction((tx) => enqueueJobs(tx, [job("a", "1")], Date.now()));
    await vi.waitFor(() => expect(hasBegun).toBe(true), 30_000);
    await consumer.stop(1);
    const [lane] = await claim(Date.now(), { owner: "next" });
    expect(lane?.jobs.map(({ payload, attempts }) => [payload.delivery, attempts])).toEqual([["1", 0]]);
  });

  it("tells when it worked on a lane for longer than it held it", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    const lost: string[] = [];
    let done = 0;
    consume({
      onLeaseLost: (lane) => lost.push(lane),
      work: async (lane) => {
        if (lane.lane === "slow") vi.setSystemTime(Date.now() + 31_000);
        await completeJobs(storage, [lane.jobs[0].id]);
        done++;
      },
    });
    await storage.transaction((tx) => enqueueJobs(tx, [job("quick", "1")], Date.now()));
    await vi.waitFor(() => expect(done).toBe(1), { timeout: 30_000 });
    await storage.transaction((tx) => enqueueJobs(tx, [job("slow", "2")], Date.now()));
    await vi.waitFor(() => expect(lost).toEqual(["slow"]), { timeout: 30_000 });
  });

  it("takes nothing up while it is paused", async () => {
    let isPaused = true;
    const done: string[] = [];
    consume({
      isPaused: async () => isPaused,
      pauseTopic: "pause",
      work: async (lane) => {
        done.push(lane.lane);
        await completeJobs(storage, [lane.jobs[0].id]);
      },
    });
    await storage.transaction((tx) => enqueueJobs(tx, [job("a", "1")], Date.now()));
    expect(await countJobs(storage, ["webhook-delivery"], Date.now())).toMatchObject({ active: 0, waiting: 1 });
    isPaused = false;
    storage.hint("pause");
    await vi.waitFor(() => expect(done).toEqual(["a"]), 30_000);
  });

  it("gives a lane back as soon as the database lets it, and goes on with it", async () => {
    await enqueue(job("a", "1"));
    let isAway = false;
    const transaction: Storage["transaction"] = (work) =>
      isAway ? Promise.reject(new Error("the database is away")) : storage.transaction(work);
    const away = new Proxy<Storage>(storage, {
      get(target, name) {
        const value: unknown = name === "transaction" ? transaction : Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    let tries = 0;
    consume({
      storage: away,
      work: async (lane) => {
        if (++tries > 1) return completeJobs(storage, [lane.jobs[0].id]);
        isAway = true;
        setTimeout(() => (isAway = false), 300);
        throw new Error("the connection was cut");
      },
    });
    // Its lease would last for thirty seconds.
    await expect.poll(() => tries, { timeout: 30_000 }).toBe(2);
  });

  it("renews what it works on, and not what was claimed without its knowing", async () => {
    await enqueue(job("a", "1"), job("b", "2"));
    await claim(T0);
    await renewLeases(storage, { owner: "me", kind: "webhook-delivery", lanes: ["a"] }, T0 + LEASE_MS - 1);
    expect(names(await claim(T0 + LEASE_MS + 1, { owner: "other" }))).toEqual([["b", "2"]]);
  });

  function consume(
    options: Partial<ConsumerOptions<"webhook-delivery">> & Pick<ConsumerOptions<"webhook-delivery">, "work">,
  ) {
    const consumer = createConsumer({
      storage,
      log: silentLog,
      kind: "webhook-delivery",
      owner: "consumer",
      lanes: 10,
      lanesPerShare: 10,
      jobsPerLane: 5,
      ...options,
    });
    consumers.push(consumer);
    consumer.start();
    return consumer;
  }
});
