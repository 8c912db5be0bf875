import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findLogState, hasHeldUpEvents, type Position } from "./event-positions.ts";
import { appendEvents, type EventFilter, EVENTS_TOPIC, readEvents } from "./events.ts";
import { openStorage, type Storage } from "./storage.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "./testing.ts";

const START = { xid: 0, seq: 0 };

const event = (more: Partial<{ id: string; account: string | null; name: string; payload: string }> = {}) => ({
  id: randomUUID(),
  account: "ada",
  name: "messageUpdated",
  at: 0,
  payload: "{}",
  ...more,
});

/** Everything from `after` on, once it can be read: other databases of the server may hold it up. */
async function readAll(storage: Storage, after: Position, expected: number) {
  await expect.poll(async () => (await read(storage, after)).events.length, { timeout: 40_000 }).toBe(expected);
  return read(storage, after);
}

async function read(storage: Storage, after: Position, filter: EventFilter = {}, more = {}) {
  const { end } = await findLogState(storage);
  return readEvents(storage, { after, end, limit: 20_000, bytes: Infinity, ...more }, filter);
}

describe.each(TEST_ENGINES)("the event log on %s", (engine) => {
  let storage: TestStorage;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
  });
  afterEach(() => storage.close());

  it("takes as many events at once as a mailbox can have changes, in their order", async () => {
    const events = Array.from({ length: 12_000 }, () => event());
    const seqs = await storage.transaction((tx) => appendEvents(tx, events));
    expect(seqs).toHaveLength(events.length);
    expect(seqs.every((seq, index) => index === 0 || seq > (seqs[index - 1] ?? 0))).toBe(true);
    const stored = await readAll(storage, START, events.length);
    expect(stored.events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });

  it("says that something was written once it can be read", async () => {
    const topics: string[] = [];
    storage.onHint((topic) => topics.push(topic));
    await storage.transaction(async (tx) => {
      await appendEvents(tx, [event()]);
      expect(topics).toEqual([]);
    });
    expect(topics).toEqual([EVENTS_TOPIC]);
  });

  it("is read in portions, by number and by bytes", async () => {
    const payloads = ["x", "ü".repeat(50), "z", "x".repeat(200), "x"];
    await storage.transaction((tx) =>
      appendEvents(
        tx,
        payloads.map((payload) => event({ payload })),
      ),
    );
    const { events } = await readAll(storage, START, 5);
    expect(events.map(({ size }) => size)).toEqual([1, 100, 1, 200, 1]);
    const portions: number[] = [];
    for (let after: Position = START, hasMore = true; hasMore;) {
      const portion = await read(storage, after, {}, { limit: 2, bytes: 101 });
      portions.push(portion.events.length);
      ({ next: after, hasMore } = portion);
    }
    // The fourth is more than there may be, and comes alone.
    expect(portions).toEqual([2, 1, 1, 1]);
  });

  it("is read by account and name, past everything else", async () => {
    const events = Array.from({ length: 12_000 }, (_, index) =>
      event({
        account: index % 2 === 0 ? "ada" : "bob",
        ...(index % 4000 === 3999 && { name: "messageNew" }),
      }),
    );
    events.push(event({ account: null, name: "messageNew" }));
    await storage.transaction((tx) => appendEvents(tx, events));
    await readAll(storage, START, events.length);
    const found: string[] = [];
    let rounds = 0;
    for (let after: Position = START, hasMore = true; hasMore; rounds++) {
      const portion = await read(storage, after, { names: ["messageNew"] });
      found.push(...portion.events.map(({ id }) => id));
      ({ next: after, hasMore } = portion);
    }
    expect(found).toEqual([3999, 7999, 11_999, 12_000].map((index) => events[index]?.id));
    expect(rounds).toBe(3);
    const ofBob = await read(storage, START, { account: "bob", names: ["messageNew"] });
    expect(ofBob.events.map(({ id }) => id)).toEqual([events[3999]?.id, events[7999]?.id]);
    expect(ofBob.next.seq).toBeLessThan((await findLogState(storage)).end.seq);
    expect((await read(storage, START, { account: "ada" }, { limit: 10 })).hasMore).toBe(true);
    const ofNobody = await read(storage, START, { account: "eve" });
    expect(ofNobody).toEqual({ events: [], next: (await findLogState(storage)).end, hasMore: false });
  });
});

describe.runIf(TEST_ENGINES.includes("postgres"))("the event log on postgres", () => {
  let storage: TestStorage;
  beforeEach(async () => {
    storage = await openTestStorage("postgres");
  });
  afterEach(() => storage.close());

  it("lets nothing appear behind who reads, though a lower number is committed later", async () => {
    const [early, late] = [event({ id: "early" }), event({ id: "late" })];
    let commitEarly = () => {};
    const mayCommit = new Promise<void>((resolve) => (commitEarly = resolve));
    let isWritten = () => {};
    const written = new Promise<void>((resolve) => (isWritten = resolve));
    const slow = storage.transaction(async (tx) => {
      const [seq] = await appendEvents(tx, [early]);
      isWritten();
      await mayCommit;
      return seq ?? 0;
    });
    await written;
    const [lateSeq] = await storage.transaction((tx) => appendEvents(tx, [late]));
    const before = await read(storage, START);
    expect(before.events).toEqual([]);
    expect(await hasHeldUpEvents(storage)).toBe(true);
    commitEarly();
    expect(await slow).toBeLessThan(lateSeq ?? 0);
    const after = await readAll(storage, before.next, 2);
    expect(after.events.map(({ id }) => id)).toEqual(["early", "late"]);
    expect(await hasHeldUpEvents(storage)).toBe(false);
  });

  it("goes on where it was when it is restored into a server that counts from lower numbers", async () => {
    await storage.transaction((tx) => appendEvents(tx, [event({ id: "old" })]));
    await storage.sql
      .updateTable("events")
      .set({ xid: sql<number>`xid + 1000000000000` })
      .execute();
    const open = () => openStorage({ database: storage.database, secret: "test secret", dataDir: undefined });
    const restored = await open();
    const { next } = await readAll(restored, START, 1);
    await restored.transaction((tx) => appendEvents(tx, [event({ id: "new" })]));
    expect((await readAll(restored, next, 1)).events[0]?.id).toBe("new");
    await restored.close();
    // Once is enough.
    const again = await open();
    await again.transaction((tx) => appendEvents(tx, [event({ id: "newest" })]));
    const { events } = await readAll(again, next, 2);
    expect(events.map(({ id }) => id)).toEqual(["new", "newest"]);
    expect((events[1]?.xid ?? 0) - (events[0]?.xid ?? 0)).toBeLessThan(1_000_000);
    await again.close();
  });

  it("goes on too when every event had been deleted before the restore", async () => {
    await storage.sql.updateTable("eventLog").set({ deletedXid: 1e12, deletedSeq: 7 }).execute();
    const { end } = await findLogState(storage);
    expect(end).toEqual({ xid: 1e12, seq: 7 });
    const restored = await openStorage({ database: storage.database, secret: "test secret", dataDir: undefined });
    await restored.transaction((tx) => appendEvents(tx, [event({ id: "new" })]));
    expect((await readAll(restored, end, 1)).events[0]?.id).toBe("new");
    await restored.close();
  });
});
