import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NEW_ENDPOINT } from "../core/webhook-endpoint.ts";
import type { Db } from "./storage.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "./testing.ts";
import { findEndpointVersion, listEndpointVersions, VERSIONS_KEPT } from "./webhook-endpoint-versions.ts";
import { deleteEndpoint, findEndpoint, insertEndpoint, lockEndpoint, updateEndpoint } from "./webhook-endpoints.ts";

describe.each(TEST_ENGINES)("versions of the functions of an endpoint on %s", (engine) => {
  let storage: TestStorage;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
    await storage.transaction((tx) =>
      insertEndpoint(tx, "one", { ...NEW_ENDPOINT, enabled: true, fn: "return 0" }, { now: 1, author: null }),
    );
  });
  afterEach(() => storage.close());

  async function change(tx: Db, changes: Partial<typeof NEW_ENDPOINT>, now: number): Promise<number> {
    const known = await lockEndpoint(tx, "one");
    if (known === undefined) throw new Error("There is no endpoint");
    return updateEndpoint(tx, known, { ...known, ...changes }, { now, author: { id: "u1", name: "Ada" } });
  }
  const set = (changes: Partial<typeof NEW_ENDPOINT>, now = 2) => storage.transaction((tx) => change(tx, changes, now));
  const forgetVersions = () => storage.sql.deleteFrom("webhookEndpointVersions").execute();
  async function stored() {
    const endpoint = await findEndpoint(storage, "one");
    if (endpoint === undefined) throw new Error("There is no endpoint");
    return endpoint;
  }
  const list = async () => listEndpointVersions(storage, await stored(), { limit: 1000, offset: 0 });
  const find = async (version: number) => findEndpointVersion(storage, await stored(), version);

  it("are sealed, and the newest of them are kept", async () => {
    for (let count = 1; count <= VERSIONS_KEPT; count += 1)
      expect(await set({ fn: `return ${count}` }, count + 1)).toBe(count + 1);
    const { total, versions } = await list();
    expect(total).toBe(VERSIONS_KEPT);
    expect(versions[0]).toEqual({ version: 101, author: { id: "u1", name: "Ada" }, createdAt: 101 });
    expect(versions.at(-1)).toMatchObject({ version: 2 });
    expect(await find(1)).toBeUndefined();
    expect(await find(2)).toMatchObject({ fn: "return 1", map: null });
    const rows = await storage.sql.selectFrom("webhookEndpointVersions").select("functions").execute();
    expect(rows.filter(({ functions }) => functions.includes("return"))).toEqual([]);
  });

  it("begin with what an endpoint had before they were kept", async () => {
    await forgetVersions();
    const first = { version: 1, fn: "return 0", map: null, author: null, createdAt: 1 };
    expect(await list()).toEqual({ total: 1, versions: [first] });
    expect(await find(1)).toEqual(first);
    expect(await find(2)).toBeUndefined();
    // Another change leaves it to that.
    expect(await set({ name: "Renamed" })).toBe(1);
    expect(await set({ map: "return 1" }, 3)).toBe(2);
    expect(await find(1)).toEqual({ ...first, createdAt: 2 });
    expect(await find(2)).toMatchObject({ fn: "return 0", map: "return 1", author: { name: "Ada" } });
    expect(await list()).toMatchObject({ total: 2 });
  });

  it("are numbered one after the other when two people change them at once", async () => {
    const numbers = await Promise.all([set({ fn: "return 1" }), set({ map: "return 2" })]);
    expect(numbers.toSorted()).toEqual([2, 3]);
    expect(await find(3)).toMatchObject({ fn: "return 1", map: "return 2" });
  });

  it("go with the endpoint, also when it is changed at the same time", async () => {
    let forgetting: Promise<unknown> | undefined;
    await storage.transaction(async (tx) => {
      const known = await lockEndpoint(tx, "one");
      forgetting ??= storage.transaction((other) => deleteEndpoint(other, "one"));
      expect(known).toBeDefined();
      await change(tx, { fn: "return 1" }, 2);
    });
    await forgetting;
    expect(await storage.sql.selectFrom("webhookEndpointVersions").select("id").execute()).toEqual([]);
  });
});
