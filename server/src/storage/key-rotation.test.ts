import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findAccount, insertAccount, updateAccountSettings } from "./accounts.ts";
import { openSnapshot } from "./backup/open-snapshot.ts";
import { beginKeyRotation, continueKeyRotation, findKeyRotation, type RotationPace } from "./key-rotation.ts";
import { SEALED, type SealedPlace } from "./sealed-places.ts";
import { openStorage, type Storage } from "./storage.ts";
import { fillEveryTable, openTestStorage, TEST_ENGINES, type TestStorage } from "./testing.ts";
import { makeDataKey, Vault } from "./vault.ts";

const AT_ONCE: RotationPace = { announceMs: 0, switchedMs: 0, settledMs: 0 };
const ROWS = 3;

const PLACES: readonly SealedPlace[] = Object.values(SEALED);

describe.each(TEST_ENGINES)("changing the data key on %s", (engine) => {
  let storage: TestStorage;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
  });
  afterEach(() => storage.close());

  const begin = async () => beginKeyRotation(storage, await makeDataKey("test secret"), AT_ONCE);
  const reopen = () => openStorage({ database: storage.database, secret: "test secret", dataDir: undefined });

  async function finish(on: Storage = storage) {
    for (;;) {
      const rotation = await continueKeyRotation(on, AT_ONCE);
      if (rotation === null || rotation.finishedAt !== null) return findKeyRotation(on, AT_ONCE);
    }
  }

  async function valuesIn({ table, column, key }: SealedPlace) {
    const { rows } = await sql<{ key: string; value: string | Uint8Array | null }>`
      select ${sql.ref(key)} as "key", ${sql.ref(column)} as "value" from ${sql.table(table)} order by 1`.execute(
      storage.sql,
    );
    return rows;
  }

  /** A value of its own in every row of every place. */
  async function sealEverywhere() {
    await fillEveryTable(storage, ROWS);
    await storage.sql.deleteFrom("keyRotations").execute();
    for (const place of PLACES)
      for (const { key, value } of await valuesIn(place)) {
        if (value === null) continue;
        const plain = `${place.table} ${key}`;
        const sealed = place.isBytes
          ? storage.vault.sealBytes(Buffer.from(plain), place.purpose(key))
          : storage.vault.seal(plain, place.purpose(key));
        await sql`update ${sql.table(place.table)} set ${sql.ref(place.column)} = ${sealed} where ${sql.ref(place.key)} = ${key}`.execute(
          storage.sql,
        );
      }
  }

  async function everyText(): Promise<string> {
    const snapshot = await openSnapshot(storage.database);
    const found: unknown[] = [];
    for (const { name, columns } of snapshot.tables)
      for await (const row of snapshot.rows(name, columns))
        found.push(...row.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value)));
    await snapshot.close();
    return found.join("\n");
  }

  it("seals everything anew, wherever it is, and leaves nothing that the old key would open", async () => {
    await sealEverywhere();
    const installedAt = await storage.installedAt();
    const [old] = storage.vault.keys;
    await begin();
    const values = (await Promise.all(PLACES.map(valuesIn))).flat().filter(({ value }) => value !== null).length;
    expect(values).toBeGreaterThan(PLACES.length * (ROWS - 1));
    expect(await finish()).toMatchObject({ state: "finished", resealed: values, failed: 0 });
    for (const place of PLACES) {
      const rows = await valuesIn(place);
      expect(rows.length).toBeGreaterThanOrEqual(ROWS);
      for (const { key, value } of rows) {
        if (value === null) continue;
        const opened =
          typeof value === "string"
            ? storage.vault.open(value, place.purpose(key))
            : storage.vault.openBytes(value, place.purpose(key)).toString();
        expect(opened).toBe(`${place.table} ${key}`);
      }
    }
    expect(storage.vault.keys.map(({ id }) => id)).not.toContain(old?.id);
    expect(await everyText()).not.toContain(`${old?.id}`);
    const again = await reopen();
    expect(again.vault.keys).toHaveLength(1);
    expect(await again.installedAt()).toBe(installedAt);
    await again.close();
  });

  it("goes on where another process was cut off, and sees what others wrote meanwhile", async () => {
    for (let number = 0; number < 250; number++)
      await insertAccount(storage, { id: `a${number}`, state: "init", createdAt: 1, settings: { proxy: "socks://p" } });
    // It does not look for new keys within the time of this test.
    const slow = await reopen();
    await begin();
    for (let portion = 0; portion < 4; portion++) await continueKeyRotation(storage, AT_ONCE);
    await updateAccountSettings(slow, "a7", { proxy: "socks://late" }, 2);
    await insertAccount(slow, { id: "a0000", state: "init", createdAt: 1, settings: { proxy: "socks://new" } });
    const other = await reopen();
    const [one] = await Promise.all([finish(other), finish()]);
    expect(one).toMatchObject({ state: "finished", failed: 0 });
    for (const [id, proxy] of [
      ["a0", "socks://p"],
      ["a7", "socks://late"],
      ["a0000", "socks://new"],
    ] as const)
      expect((await findAccount(storage, id))?.settings.proxy).toBe(proxy);
    // Who did not look has the old key still, and can't open what is new until it looks.
    await expect(findAccount(slow, "a0")).rejects.toThrow("not known here");
    await slow.lookForKeys();
    expect((await findAccount(slow, "a0"))?.settings.proxy).toBe("socks://p");
    await Promise.all([slow.close(), other.close()]);
  });

  it("keeps the old keys, and says why, when something can't be opened", async () => {
    await insertAccount(storage, { id: "ada", state: "init", createdAt: 1, settings: {} });
    await insertAccount(storage, { id: "bob", state: "init", createdAt: 1, settings: {} });
    const { secrets } = await storage.sql
      .selectFrom("accounts")
      .select("secrets")
      .where("id", "=", "ada")
      .executeTakeFirstOrThrow();
    await storage.sql.updateTable("accounts").set({ secrets }).where("id", "=", "bob").execute();
    await begin();
    expect(await finish()).toMatchObject({ state: "incomplete", resealed: 1, failed: 1, failures: ["accounts bob"] });
    expect(storage.vault.keys).toHaveLength(2);
    expect(await findAccount(storage, "ada")).toBeDefined();
    await begin();
    await expect(begin()).rejects.toThrow("being changed already");
  });

  it("waits until every process knows the new key, and until what was sealed before is there", async () => {
    const pace = { announceMs: 3_600_000, switchedMs: 0, settledMs: 0 };
    await beginKeyRotation(storage, await makeDataKey("test secret"), pace);
    expect(await continueKeyRotation(storage, pace)).toMatchObject({ state: "waiting", resealed: 0 });
    const [, old] = storage.vault.keys;
    expect(Vault.keyOf(storage.vault.seal("text", "purpose"))).toBe(old?.id);
  });
});

describe("what is sealed", () => {
  const room = fileURLToPath(new URL("..", import.meta.url));
  const sources = readdirSync(room, { recursive: true, encoding: "utf8" })
    .filter(
      (name) =>
        name.endsWith(".ts") &&
        !name.endsWith(".test.ts") &&
        !/testing\.ts$|storage\/(vault|key-rotation)\.ts$/.test(name),
    )
    .map((name) => ({ name: relative(room, join(room, name)), text: readFileSync(join(room, name), "utf8") }));

  it("is in the list of sealed places, or in no database", () => {
    const strange = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/vault\.(?:seal|sealBytes)\((.{0,200}?)(?:;|\),\n|\}\))/gs)]
        .filter(([, call = ""]) => !/SEALED\.\w+\.purpose\(/.test(call))
        .map(() => name),
    );
    // A cookie, and a field of a form: what their browsers have can't be sealed anew.
    expect(strange).toEqual(["http/authentication-form.ts", "services/sessions/caller.ts"]);
  });

  it("is all in use", () => {
    const all = sources.map(({ text }) => text).join("\n");
    const used = new Set([...all.matchAll(/SEALED\.(\w+)\.purpose\(/g)].map(([, name]) => name));
    expect([...used].toSorted()).toEqual(Object.keys(SEALED).toSorted());
  });
});

describe("a vault", () => {
  it("seals nothing when it has not seen the keys for a while", () => {
    let now = 1000;
    let asked = 0;
    const vault = new Vault(
      () => asked++,
      () => now,
    );
    const key = (id: string, sealsFrom: number) => ({ id, key: Buffer.alloc(32, id), sealsFrom });
    vault.setKeys([key("0000000a", 0), key("0000000b", 2000)], 3000);
    const early = vault.seal("text", "purpose");
    now = 2000;
    const late = vault.seal("text", "purpose");
    expect([early, late].map(Vault.keyOf)).toEqual(["0000000a", "0000000b"]);
    now = 3001;
    expect(() => vault.seal("text", "purpose")).toThrow("have to be looked at");
    expect(asked).toBe(1);
    expect([early, late].map((sealed) => vault.open(sealed, "purpose"))).toEqual(["text", "text"]);
  });
});
