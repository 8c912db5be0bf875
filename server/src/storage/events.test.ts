import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appendEvents } from "./events.ts";
import type { Storage } from "./storage.ts";
import { openTestStorage, TEST_ENGINES } from "./testing.ts";

describe.each(TEST_ENGINES)("the event log on %s", (engine) => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await openTestStorage(engine);
  });
  afterAll(() => storage.close());

  it("takes as many events at once as a mailbox can have changes, in their order", async () => {
    const events = Array.from({ length: 12_000 }, (_, index) => ({
      id: randomUUID(),
      account: "ada",
      name: "messageUpdated",
      at: index,
      payload: "{}",
    }));
    const seqs = await storage.transaction((tx) => appendEvents(tx, events));
    expect(seqs).toHaveLength(events.length);
    expect(seqs.every((seq, index) => index === 0 || seq > (seqs[index - 1] ?? 0))).toBe(true);
    const stored = await storage.sql.selectFrom("events").select("id").orderBy("seq").execute();
    expect(stored.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });
});
