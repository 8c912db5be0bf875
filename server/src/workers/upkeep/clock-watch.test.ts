import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log } from "../../core/log.ts";
import { silentLog } from "../../core/log.ts";
import { claimLanes } from "../../queue/claim.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../../storage/testing.ts";
import { createClockWatch } from "./clock-watch.ts";

const HOUR = 3_600_000;

describe.each(TEST_ENGINES)("the watch on the clock, on %s", (engine) => {
  let storage: TestStorage;
  let shift = 0;
  const said: string[] = [];
  const log: Log = { ...silentLog, warn: (_context: unknown, message?: string) => void said.push(message ?? "") };
  const now = () => Date.now() + shift;
  beforeEach(async () => {
    shift = 0;
    said.length = 0;
    storage = await openTestStorage(engine);
  });
  afterEach(() => storage.close());

  const enqueue = (lane: string, runAt: number) =>
    storage.transaction((tx) =>
      enqueueJobs(tx, [{ kind: "webhook-delivery", lane, share: "host", payload: { delivery: lane }, runAt }], now()),
    );
  const claim = async () => {
    const claimed = await storage.transaction((tx) =>
      claimLanes(tx, {
        kind: "webhook-delivery",
        owner: "me",
        lanes: 10,
        jobsPerLane: 10,
        roomOf: () => 10,
        fullShares: [],
        now: now(),
      }),
    );
    return claimed.map(({ lane }) => lane).toSorted();
  };

  it("keeps due what was due when the clock is set back, and what has a date waiting for it", async () => {
    const clock = createClockWatch({ storage, log, now });
    await enqueue("due", now());
    await enqueue("later", now() + HOUR);
    shift = -2 * HOUR;
    expect(await claim()).toEqual([]);
    await clock.look();
    expect(await claim()).toEqual(["due"]);
    await clock.look();
    expect(said).toEqual([expect.stringContaining("was set back")]);
    shift = HOUR;
    await clock.look();
    expect(said).toEqual([expect.anything(), expect.stringContaining("went forward")]);
    expect(await claim()).toContain("later");
  });

  it("does not keep what somebody held who is no more for longer than it was to be held", async () => {
    const clock = createClockWatch({ storage, log, now });
    await enqueue("held", now());
    expect(await claim()).toEqual(["held"]);
    shift = -2 * HOUR;
    await clock.look();
    shift += 5 * 60_000;
    expect(await claim()).toEqual(["held"]);
  });

  it("says nothing of the steps by which a clock is kept right", async () => {
    const clock = createClockWatch({ storage, log, now });
    shift = -500;
    await clock.look();
    shift = 1500;
    await clock.look();
    expect(said).toEqual([]);
  });
});
