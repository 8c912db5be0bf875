import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findAccount, insertAccount } from "../accounts.ts";
import { findLogState, findNewestPosition, type Position } from "../event-positions.ts";
import { appendEvents } from "../events.ts";
import { openSettings } from "../settings.ts";
import { openStorage } from "../storage.ts";
import {
  type TestDatabase,
  emptyDatabase,
  fillEveryTable,
  openTestStorage,
  TEST_ENGINES,
  type TestStorage,
} from "../testing.ts";
import type { CellValue } from "./archive.ts";
import { makeBackup } from "./make.ts";
import { restoreBackup } from "./restore.ts";
import { openSnapshot } from "./open-snapshot.ts";

const ROWS = 3;

const event = (id: string) => ({ id, account: "ada", name: "messageNew", at: 1, payload: "{}" });

/** Every row of every table but those whose meaning is the engine's own. */
async function everything(database: string): Promise<Record<string, string[]>> {
  const snapshot = await openSnapshot(database);
  const found: Record<string, string[]> = {};
  for (const { name, columns } of snapshot.tables) {
    if (name === "eventLog") continue;
    const kept = columns.filter((column) => column !== "xid").toSorted();
    const rows: CellValue[][] = [];
    for await (const row of snapshot.rows(name, kept)) rows.push(row);
    found[name] = rows.map((row) => JSON.stringify(row)).toSorted();
  }
  await snapshot.close();
  return found;
}

describe.each(TEST_ENGINES)("a backup of %s", (engine) => {
  let storage: TestStorage;
  let made: TestDatabase[];
  let file: string;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
    made = [];
    file = join((await place("sqlite")).dataDir, "backup.posthorn");
  });
  afterEach(async () => {
    await storage.close();
    for (const one of made) await one.remove();
  });

  async function place(of: "sqlite" | "postgres"): Promise<TestDatabase> {
    const empty = await emptyDatabase(of);
    made.push(empty);
    return empty;
  }
  const backUp = (dataDir = "/nonexistent", withKey = false) =>
    makeBackup(file, { database: storage.database, dataDir, withKey, version: "1.2.3" });
  const open = ({ database, dataDir }: TestDatabase) => openStorage({ database, dataDir, secret: "test secret" });

  describe.each(TEST_ENGINES)("restored into %s", (target) => {
    it("holds every row of every table, save who was signed in", async () => {
      await fillEveryTable(storage, ROWS);
      const before = await everything(storage.database);
      const { rows } = await backUp();
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const to = await place(target);
      expect(await restoreBackup(file, { ...to, pause: false })).toMatchObject({ rows, header: { version: "1.2.3" } });
      const after = await everything(to.database);
      const empty = Object.keys(after).filter((table) => after[table]?.length === 0);
      expect(empty.toSorted()).toEqual([
        "ceremonies",
        "invitations",
        "nodes",
        "sessionTokens",
        "sessions",
        "setupLinks",
      ]);
      for (const table of empty) expect(before[table]).toHaveLength(ROWS);
      expect(after).toEqual({ ...before, ...Object.fromEntries(empty.map((table) => [table, []])) });
    });

    it("opens what was sealed, and numbers events beyond all that were handed out", async () => {
      await insertAccount(storage, {
        id: "ada",
        state: "init",
        createdAt: 1,
        settings: { imap: { host: "imap.example.com", auth: { user: "ada", pass: "secret" } } },
      });
      await appendEvents(storage, [event("a"), event("b")]);
      await backUp();
      await appendEvents(storage, [event("c")]);
      const { id: log } = await findLogState(storage);
      const end = await findNewestPosition(storage);
      const to = await place(target);
      await restoreBackup(file, { ...to, pause: true });

      const restored = await open(to);
      expect((await findAccount(restored, "ada"))?.settings.imap).toMatchObject({ auth: { pass: "secret" } });
      const [seq = 0] = await appendEvents(restored, [event("d")]);
      const state = await findLogState(restored);
      const isSameLog = engine === "sqlite" || target === "postgres";
      expect(state.id === log).toBe(isSameLog);
      if (isSameLog) expect(order(await findNewestPosition(restored))).toBeGreaterThan(order(end));
      expect(seq).toBeGreaterThan(1e10);
      expect(
        (await restored.sql.selectFrom("events").select("id").orderBy("xid").orderBy("seq").execute()).map(
          ({ id }) => id,
        ),
      ).toEqual(["a", "b", "d"]);
      expect(
        (await restored.sql.selectFrom("pausedQueues").select("queue").execute()).map(({ queue }) => queue).toSorted(),
      ).toEqual(["notify", "submit"]);
      await restored.close();
    });
  });

  it("shows one moment, however much is written meanwhile", async () => {
    const settings = await openSettings(storage);
    await insertAccount(storage, { id: "account 0", state: "init", createdAt: 1, settings: {} });
    let isDone = false;
    const writing = (async () => {
      // An event in the same transaction as its account: never the one without the other.
      for (let number = 1; !isDone; number++)
        await storage.transaction(async (tx) => {
          await insertAccount(tx, { id: `account ${number}`, state: "init", createdAt: 1, settings: {} });
          await appendEvents(tx, [event(`event ${number}`)]);
          await settings.set(tx, { pageBrandName: `account ${number}` });
        });
    })();
    await backUp();
    isDone = true;
    await writing;
    const to = await place("sqlite");
    await restoreBackup(file, { ...to, pause: false });
    const { accounts = [], events = [], settings: [setting = ""] = [] } = await everything(to.database);
    expect(events.length).toBe(accounts.length - 1);
    expect(setting).toContain(accounts.length === 1 ? "" : `account ${accounts.length - 1}`);
  });

  it("is refused by whatever is not empty, and leaves it alone", async () => {
    await backUp();
    const other = await openTestStorage(engine);
    const before = await everything(other.database);
    await expect(
      restoreBackup(file, { database: other.database, dataDir: "/nonexistent", pause: false }),
    ).rejects.toThrow("There is an installation in");
    expect(await everything(other.database)).toEqual(before);
    await sql`drop table ${sql.table("dataKeys")}`.execute(other.sql);
    await expect(
      restoreBackup(file, { database: other.database, dataDir: "/nonexistent", pause: false }),
    ).rejects.toThrow("There are other tables in");
    await other.close();
  });

  it("can be restored where an earlier restore was cut off", async () => {
    await backUp();
    const to = await place(engine);
    const restored = await open(to);
    await restored.sql.deleteFrom("dataKeys").execute();
    await restored.close();
    await restoreBackup(file, { ...to, pause: false });
    expect((await everything(to.database))["dataKeys"]).toHaveLength(1);
  });
});

describe("a file of a backup", () => {
  let from: TestDatabase;
  let to: TestDatabase;
  let file: string;
  beforeEach(async () => {
    [from, to] = await Promise.all([emptyDatabase("sqlite"), emptyDatabase("sqlite")]);
    file = join(from.dataDir, "backup.posthorn");
    const storage = await openStorage({ ...from, secret: undefined });
    await insertAccount(storage, { id: "ada", state: "init", createdAt: 1, settings: { name: "Ada" } });
    await storage.close();
  });
  afterEach(() => Promise.all([from.remove(), to.remove()]));
  const backUp = (withKey = false) => makeBackup(file, { ...from, withKey, version: "1.2.3" });
  const restore = () => restoreBackup(file, { ...to, pause: false });

  it("is refused when anything of it was changed, cut off or added", async () => {
    await backUp();
    const whole = await readFile(file);
    const text = gunzipSync(whole).toString();
    const lines = text.trimEnd().split("\n");
    const packed = (of: string) => gzipSync(Buffer.from(of));
    for (const [content, why] of [
      [whole.subarray(0, whole.length - 20), "its end is missing"],
      [whole.subarray(0, 100), "its end is missing"],
      [packed(`${lines.slice(0, -1).join("\n")}\n`), "its end is missing"],
      [packed(text.replace('"Ada"', '"Eve"')), "its checksum does not fit"],
      [packed(lines.filter((line) => !line.includes('"Ada"')).join("\n") + "\n"), "its checksum does not fit"],
      [packed(`${text}${text}`), "something follows its end"],
      [packed("hello\n"), "it holds no JSON"],
      [Buffer.from("hello"), "it is no gzip"],
      [Buffer.alloc(0), "its end is missing"],
      [packed('{"some":"thing"}\n'), "is not a backup of Posthorn"],
      [packed(text.replace('"format":1', '"format":2')), "written by a newer version of Posthorn"],
    ] as const) {
      await writeFile(file, content);
      await expect(restore()).rejects.toThrow(why);
    }
    expect(await readdir(to.dataDir)).toEqual([]);
  });

  it("is refused when it comes from a version with other tables", async () => {
    const newer = await openStorage({ ...from, secret: undefined });
    await sql`insert into kysely_migration values ('9999-future', '2026')`.execute(newer.sql);
    await newer.close();
    await backUp();
    await expect(restore()).rejects.toThrow("a version of Posthorn that this one does not know (1.2.3)");
  });

  it("has the key file only where that is asked for, and never puts it in place of another", async () => {
    await backUp();
    expect(gunzipSync(await readFile(file)).toString()).not.toContain(await keyOf(from));
    await rm(file);
    await backUp(true);
    const another = join(to.dataDir, "posthorn.key");
    await writeFile(another, "another\n");
    await expect(restore()).rejects.toThrow("There is another key file at");
    await writeFile(another, `${await keyOf(from)}\n`);
    await restore();
    const storage = await openStorage({ ...to, secret: undefined });
    expect((await findAccount(storage, "ada"))?.settings.name).toBe("Ada");
    await storage.close();
  });

  const keyOf = async ({ dataDir }: TestDatabase) => (await readFile(join(dataDir, "posthorn.key"), "utf8")).trim();
});

const order = ({ xid, seq }: Position) => xid * 1e11 + seq;
