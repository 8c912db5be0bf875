import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addCounts } from "../../storage/counters.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { sampleQueues } from "./sample-queues.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Bucket {
  at: string;
  counters: Record<string, number>;
}

describe.each(TEST_ENGINES)("counts over time on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false, ownClock: true });
    gateway.moveClock(24 * HOUR - (Date.now() % (24 * HOUR)) + 10 * HOUR + 7 * MINUTE + 30_000);
    const at = (ago: number, count: number) =>
      gateway.storage.transaction((tx) => addCounts(tx, new Map([["events:messageNew", count]]), Date.now() - ago));
    await at(0, 1);
    await at(6 * MINUTE, 10);
    await at(59 * MINUTE, 100);
    await at(60 * MINUTE, 1000);
    await at(23 * HOUR, 10_000);
    await at(6 * 24 * HOUR, 100_000);
    await at(8 * 24 * HOUR, 1_000_000);
  });
  afterAll(() => gateway.close());

  async function history(query: string) {
    const { body } = await gateway.call("GET", `/v1/stats/history${query}`);
    const buckets = body["buckets"] as Bucket[];
    const { step } = body as { step: number };
    for (const [index, { at }] of buckets.entries()) {
      expect(Date.parse(at) % (step * 1000)).toBe(0);
      if (index > 0) expect(Date.parse(at) - Date.parse(buckets[index - 1]?.at ?? "")).toBe(step * 1000);
    }
    expect(Date.parse(buckets.at(-1)?.at ?? "")).toBeLessThanOrEqual(Date.now());
    expect(Date.now() - Date.parse(buckets.at(-1)?.at ?? "")).toBeLessThan(step * 1000);
    return { step, buckets, of: (name: string) => buckets.map(({ counters }) => counters[name] ?? 0) };
  }
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);

  it("are told by the minute for an hour, with the minutes in which nothing was", async () => {
    const { step, buckets, of } = await history("?seconds=3600");
    expect({ step, length: buckets.length }).toEqual({ step: 60, length: 60 });
    const counts = of("events:messageNew");
    expect([counts[59], counts[53], counts[0], sum(counts)]).toEqual([1, 10, 100, 111]);
    expect(buckets[30]?.counters).toEqual({});
  });

  it("are told by half hours for a day, and by three hours for a week", async () => {
    const day = await history("");
    expect([day.step, day.buckets.length, sum(day.of("events:messageNew"))]).toEqual([1800, 48, 11_111]);
    const counts = day.of("events:messageNew");
    expect([counts[47], counts[46], counts[45]]).toEqual([11, 0, 1100]);
    const week = await history("?seconds=604800");
    expect([week.step, week.buckets.length, sum(week.of("events:messageNew"))]).toEqual([10_800, 56, 111_111]);
  });

  it("have what is not written yet", async () => {
    gateway.ctx.tally.count("submit:success");
    expect((await history("?seconds=60")).of("submit:success")).toEqual([1]);
    expect((await history("?seconds=90")).of("submit:success")).toEqual([0, 1]);
  });

  it("reach back a minute at least and a week at most", async () => {
    for (const seconds of [59, 604_801, "x"])
      expect((await gateway.call("GET", `/v1/stats/history?seconds=${seconds}`)).status).toBe(400);
  });

  it("tell how long webhooks took, and how much waited whenever somebody looked", async () => {
    const before = await history("?seconds=3600");
    gateway.ctx.meter.webhook("messageNew", "success", 120.4);
    gateway.ctx.meter.webhook("messageNew", "fail", 80);
    await gateway.storage.sql
      .insertInto("jobs")
      .values({ id: "j", kind: "message-delivery", lane: "a", runAt: 0, attempts: 0, payload: "{}", createdAt: 0 })
      .execute();
    await sampleQueues(gateway.storage, gateway.ctx.tally, Date.now());
    await sampleQueues(gateway.storage, gateway.ctx.tally, Date.now());
    const after = await history("?seconds=3600");
    const grown = (name: string) => sum(after.of(name)) - sum(before.of(name));
    expect([grown("webhooks:ms"), grown("queued:submit"), grown("queued:looks")]).toEqual([200, 2, 2]);
  });
});
