import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addCounts, rollUpCounts } from "../../storage/counters.ts";
import { noteDeletedPosition } from "../../storage/event-positions.ts";
import { appendEvents, deleteEvents } from "../../storage/events.ts";
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
    await at(29 * 24 * HOUR, 10_000_000);
    await at(31 * 24 * HOUR, 100_000_000);
  });
  afterAll(() => gateway.close());

  async function history(query: string) {
    const { body } = await gateway.call("GET", `/v1/stats/history${query}`);
    const buckets = body["buckets"] as Bucket[];
    const { step, knownSince } = body as { step: number; knownSince?: string | null };
    for (const [index, { at }] of buckets.entries()) {
      expect(Date.parse(at) % (step * 1000)).toBe(0);
      if (index > 0) expect(Date.parse(at) - Date.parse(buckets[index - 1]?.at ?? "")).toBe(step * 1000);
    }
    expect(Date.parse(buckets.at(-1)?.at ?? "")).toBeLessThanOrEqual(Date.now());
    expect(Date.now() - Date.parse(buckets.at(-1)?.at ?? "")).toBeLessThan(step * 1000);
    return { step, buckets, knownSince, of: (name: string) => buckets.map(({ counters }) => counters[name] ?? 0) };
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

  it("are told by half days for 30 days, whether they were rolled up or not", async () => {
    const month = () => history("?seconds=2592000");
    const { step, buckets, of } = await month();
    expect([step, buckets.length, sum(of("events:messageNew"))]).toEqual([43_200, 60, 11_111_111]);
    while (await gateway.storage.transaction((tx) => rollUpCounts(tx, Date.now())));
    const counts = of("events:messageNew");
    expect((await month()).of("events:messageNew")).toEqual(counts);
    expect([counts[59], counts[43], counts[1]]).toEqual([1111, 1_000_000, 10_000_000]);
  });

  it("have what is not written yet", async () => {
    gateway.ctx.tally.count("submit:success");
    expect((await history("?seconds=60")).of("submit:success")).toEqual([1]);
    expect((await history("?seconds=90")).of("submit:success")).toEqual([0, 1]);
  });

  it("of an account come from the log of events, as far as it reaches", async () => {
    const account = await gateway.addAccount();
    const event = (name: string, ago: number, of = account) => ({
      id: `${of} ${ago}`,
      account: of,
      name,
      at: Date.now() - ago,
      payload: "{}",
    });
    await gateway.storage.transaction((tx) =>
      appendEvents(tx, [
        event("messageNew", 40 * 24 * HOUR),
        event("messageSent", 3 * 24 * HOUR),
        event("messageNew", 5 * HOUR),
        event("messageNew", 5 * HOUR, "another"),
        event("messageBounce", 2 * MINUTE),
        event("messageNew", MINUTE),
      ]),
    );
    const of = (seconds: number) => history(`?account=${account}&seconds=${seconds}`);
    const counts = ({ of }: Awaited<ReturnType<typeof history>>) =>
      ["messageNew", "messageSent", "messageBounce"].map((name) => sum(of(`events:${name}`)));
    const hour = await of(3600);
    expect([hour.of("events:messageNew")[58], hour.of("events:messageBounce")[57]]).toEqual([1, 1]);
    expect([counts(hour), hour.knownSince]).toEqual([[1, 0, 1], null]);
    expect(counts(await of(86_400))).toEqual([2, 0, 1]);
    expect(counts(await of(2_592_000))).toEqual([2, 1, 1]);
    const forgotten = await gateway.storage.sql
      .selectFrom("events")
      .select(["id", "xid", "seq"])
      .where("id", "=", `${account} ${3 * 24 * HOUR}`)
      .executeTakeFirstOrThrow();
    await gateway.storage.transaction(async (tx) => {
      await deleteEvents(tx, [forgotten.id]);
      await noteDeletedPosition(tx, forgotten);
    });
    const month = await of(2_592_000);
    expect([counts(month), month.knownSince]).toEqual([[2, 0, 1], new Date(Date.now() - 5 * HOUR).toISOString()]);
    expect((await of(3600)).knownSince).toBeNull();
    expect((await gateway.call("GET", "/v1/stats/history?account=nobody")).status).toBe(404);
  });

  it("reach back a minute at least and 30 days at most", async () => {
    for (const seconds of [59, 2_592_001, "x"])
      expect((await gateway.call("GET", `/v1/stats/history?seconds=${seconds}`)).status).toBe(400);
  });

  it("tell how long after their arrival messages were told", async () => {
    const before = await history("?seconds=3600");
    gateway.ctx.meter.syncLag(1500.4);
    gateway.ctx.meter.syncLag(500);
    const after = await history("?seconds=3600");
    const grown = (name: string) => sum(after.of(name)) - sum(before.of(name));
    expect([grown("sync:ms"), grown("sync:messages")]).toEqual([2000, 2]);
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
