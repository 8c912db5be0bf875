import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Meter } from "../../core/meter.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { findDeletedPosition, findLogState } from "../../storage/event-positions.ts";
import { appendEvents } from "../../storage/events.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../../storage/testing.ts";
import { trimEventLog } from "./trim-event-log.ts";

const NOW = Date.UTC(2026, 0, 31);

describe.each(TEST_ENGINES)("trimming the event log on %s", (engine) => {
  let storage: TestStorage;
  let measured: Parameters<Meter["eventLog"]>[0][] = [];
  const meter = { eventLog: (size) => void measured.push(size) } as Pick<Meter, "eventLog"> as Meter;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
    measured = [];
  });
  afterEach(() => storage.close());

  /** Events of 100 bytes, `e0` being the oldest, a minute apart up to NOW. */
  async function add(count: number): Promise<void> {
    const events = Array.from({ length: count }, (_, index) => ({
      id: `e${index}`,
      account: "ada",
      name: "messageNew",
      at: NOW - (count - index) * 60_000,
      payload: "x".repeat(100),
    }));
    await storage.transaction((tx) => appendEvents(tx, events));
    const last = async () => (await findLogState(storage)).end.seq;
    const [newest] = await storage.sql.selectFrom("events").select("seq").orderBy("seq", "desc").limit(1).execute();
    await expect.poll(last, { timeout: 40_000 }).toBe(newest?.seq);
  }
  const deliver = (event: string, state: string) =>
    storage.sql
      .insertInto("deliveries")
      .values({ id: `d-${event}`, eventId: event, account: "ada", event: "messageNew", endpoint: "default", target: null, createdAt: 0, state, attemptsMade: 0, url: null, error: null, finishedAt: null })
      .execute(); // prettier-ignore
  const left = async () =>
    (await storage.sql.selectFrom("events").select("id").orderBy("seq").execute()).map(({ id }) => id);
  const trim = (before: number, maxBytes = 0) => trimEventLog(storage, { before, maxBytes, meter });

  it("forgets what is too old, and remembers how far that went", async () => {
    await add(1200);
    await trim(NOW - 2000 * 60_000);
    expect(await left()).toHaveLength(1200);
    expect(await findDeletedPosition(storage)).toEqual({ xid: 0, seq: 0 });
    await trim(NOW - 100 * 60_000);
    expect((await left())[0]).toBe("e1100");
    const { deleted } = await findLogState(storage);
    const [first] = await storage.sql.selectFrom("events").select("seq").orderBy("seq").limit(1).execute();
    expect(deleted.seq).toBe((first?.seq ?? 0) - 1);
    expect(measured).toEqual([
      { events: 1200, bytes: 120_000, oldestAt: NOW - 1200 * 60_000 },
      { events: 100, bytes: 10_000, oldestAt: NOW - 100 * 60_000 },
    ]);
  });

  it("forgets the oldest until no more than so many bytes are left", async () => {
    await add(1200);
    await trim(0, 120_000);
    expect(await left()).toHaveLength(1200);
    await trim(0, 9_950);
    expect(await left()).toEqual(Array.from({ length: 99 }, (_, index) => `e${1101 + index}`));
  });

  it("keeps what a webhook may still tell, and forgets younger ones in its place", async () => {
    await add(8);
    await deliver("e0", "pending");
    await deliver("e1", "failed");
    await deliver("e2", "delivered");
    await deliver("e3", "dropped");
    await trim(0, 400);
    expect(await left()).toEqual(["e0", "e1", "e6", "e7"]);
    await trim(NOW + 1, 0);
    expect(await left()).toEqual(["e0", "e1"]);
  });

  it("keeps what is not fanned out yet", async () => {
    await add(5);
    const job = { kind: "event-fan-out", lane: "ada", share: "ada", payload: { event: 4 } } as const;
    await storage.transaction((tx) => enqueueJobs(tx, [job], NOW - 2 * 60_000));
    await trim(NOW + 1, 1);
    expect(await left()).toEqual(["e3", "e4"]);
  });

  it("leaves a log in order that lost everything", async () => {
    await add(3);
    const { end } = await findLogState(storage);
    await trim(NOW + 1);
    expect(await left()).toEqual([]);
    expect((await findLogState(storage)).end).toEqual(end);
    expect(measured).toEqual([{ events: 0, bytes: 0, oldestAt: null }]);
  });
});
