import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addCounts, deleteOldCounts, rollUpCounts, sumCounts, sumCountsBySteps } from "./counters.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "./testing.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 5, 15, 10, 30);
/** The end of the last hour that is all older than eight days. */
const END = Date.UTC(2026, 5, 7, 10);

describe.each(TEST_ENGINES)("counts on %s", (engine) => {
  let storage: TestStorage;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
  });
  afterEach(() => storage.close());

  const add = (at: number, counts: Record<string, number>) =>
    storage.transaction((tx) => addCounts(tx, new Map(Object.entries(counts)), at));
  async function rollUp(): Promise<number> {
    let hours = 0;
    while (await storage.transaction((tx) => rollUpCounts(tx, NOW))) hours++;
    return hours;
  }
  const rows = async () =>
    (await storage.sql.selectFrom("counters").selectAll().orderBy("minute").orderBy("name").execute()).map(
      ({ minute, name, count }) => [new Date(minute * MINUTE).toISOString().slice(5, 16), name, count],
    );

  it("are rolled up by the hour when they are older than eight days, and those alone", async () => {
    await add(END - 2 * HOUR + 5 * MINUTE, { "webhooks:ms": 7 });
    await add(END - HOUR, { sent: 1, other: 5 });
    await add(END - HOUR + MINUTE, { sent: 10 });
    await add(END - MINUTE, { sent: 100 });
    await add(END, { sent: 1000 });
    await add(END + 20 * MINUTE, { sent: 10_000 });
    await add(NOW, { sent: 100_000 });
    expect(await rollUp()).toBe(2);
    const rolledUp = [
      ["06-07T08:00", "webhooks:ms", 7],
      ["06-07T09:00", "other", 5],
      ["06-07T09:00", "sent", 111],
      ["06-07T10:00", "sent", 1000],
      ["06-07T10:20", "sent", 10_000],
      ["06-15T10:30", "sent", 100_000],
    ];
    expect(await rows()).toEqual(rolledUp);
    expect(await rollUp()).toBe(0);
    expect(await rows()).toEqual(rolledUp);
  });

  it("keep their sums, also with what comes late", async () => {
    for (let minute = 0; minute < 3 * 60; minute++) await add(END - 3 * HOUR + minute * MINUTE, { sent: minute });
    const sums = async () => ({
      month: await sumCounts(storage, (30 * DAY) / 1000, NOW),
      hours: await sumCountsBySteps(storage, { since: (END - 3 * HOUR) / MINUTE, stepMinutes: 60 }),
    });
    const before = await sums();
    expect(before.month).toEqual({ sent: (179 * 180) / 2 });
    expect(await rollUp()).toBe(3);
    expect(await rows()).toHaveLength(3);
    expect(await sums()).toEqual(before);
    await add(END - MINUTE, { sent: 1 });
    expect(await rollUp()).toBe(1);
    expect(await rows()).toHaveLength(3);
    expect((await sums()).month).toEqual({ sent: (179 * 180) / 2 + 1 });
  });

  it("are counted once, though several roll them up, and though one of them fails half-way", async () => {
    for (let minute = 1; minute < 60; minute++) await add(END - HOUR + minute * MINUTE, { sent: 1, "webhooks:ms": 2 });
    await expect(
      storage.transaction(async (tx) => {
        await rollUpCounts(tx, NOW);
        throw new Error("the power went");
      }),
    ).rejects.toThrow("the power went");
    expect(await rows()).toHaveLength(118);
    await Promise.all([rollUp(), rollUp(), rollUp(), add(NOW, { sent: 1 })]);
    expect(await rows()).toEqual([
      ["06-07T09:00", "sent", 59],
      ["06-07T09:00", "webhooks:ms", 118],
      ["06-15T10:30", "sent", 1],
    ]);
  });

  it("are forgotten after 31 days, save what belongs to no minute", async () => {
    await add(0, { probe: 9 });
    await add(NOW - 31 * DAY - MINUTE, { sent: 1 });
    await add(NOW - 31 * DAY + HOUR, { sent: 2 });
    await add(NOW, { sent: 3 });
    await rollUp();
    await storage.transaction((tx) => deleteOldCounts(tx, NOW));
    expect((await rows()).map(([, , count]) => count)).toEqual([9, 2, 3]);
  });
});
