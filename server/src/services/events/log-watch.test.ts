import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import { findLogState } from "../../storage/event-positions.ts";
import { appendEvents } from "../../storage/events.ts";
import type { Storage } from "../../storage/storage.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../../storage/testing.ts";
import { createLogWatch, type LogWatch } from "./log-watch.ts";

describe.each(TEST_ENGINES)("the watch over the event log on %s", (engine) => {
  let storage: TestStorage;
  let watch: LogWatch;
  let queries = 0;
  const leaving = new AbortController();
  beforeEach(async () => {
    storage = await openTestStorage(engine);
    queries = 0;
    const counted = new Proxy<Storage>(storage, {
      get(target, key) {
        if (key === "sql") queries++;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? (value.bind(target) as unknown) : value;
      },
    });
    watch = createLogWatch({ storage: counted, log: silentLog });
  });
  afterEach(async () => {
    watch.close();
    await storage.close();
  });

  const write = (account: string, name = "messageNew") =>
    storage.transaction((tx) => appendEvents(tx, [{ id: randomUUID(), account, name, at: 0, payload: "{}" }]));
  const end = async () => (await findLogState(storage)).end;

  it("looks once for all who wait, and wakes those whom something concerns", async () => {
    const after = await end();
    const woken: string[] = [];
    const wait = async (who: string, filter: { account: string; names?: string[] }) => {
      await watch.news(filter, after, new AbortController().signal);
      woken.push(who);
    };
    const idle = Array.from({ length: 200 }, (_, index) => wait("idle", { account: `idle ${index}` }));
    void wait("idle", { account: "ada", names: ["messageSent"] });
    const concerned = wait("concerned", { account: "ada" });
    for (let count = 0; count < 20; count++) await write("bob");
    await write("ada");
    await concerned;
    expect(woken).toEqual(["concerned"]);
    // A query for each who waits, at each event, would be more than 4000.
    expect(queries).toBeLessThan(1000);
    watch.close();
    await Promise.all(idle);
  });

  it("wakes at once whoever missed something, and whoever leaves", async () => {
    const start = await end();
    const first = watch.news({ account: "ada" }, start, leaving.signal);
    await write("ada");
    await first;
    const waiting = watch.news({ account: "eve" }, await end(), leaving.signal);
    await watch.news({ account: "ada" }, start, leaving.signal);
    const gone = new AbortController();
    const left = watch.news({ account: "ada" }, await end(), gone.signal);
    gone.abort();
    await left;
    await watch.news({}, await end(), gone.signal);
    watch.close();
    await waiting;
  });

  it("wakes everybody when much is new", async () => {
    const after = await end();
    const waiting = watch.news({ account: "ada" }, after, leaving.signal);
    const event = () => ({ id: randomUUID(), account: "bob", name: "messageNew", at: 0, payload: "{}" });
    await storage.transaction((tx) => appendEvents(tx, Array.from({ length: 1500 }, event)));
    await waiting;
  });
});
