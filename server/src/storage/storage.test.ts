import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findAccount, insertAccount, listAccounts } from "./accounts.ts";
import { addCounts, sumCounts } from "./counters.ts";
import { readNotes, writeNotes } from "./notes.ts";
import { openSettings } from "./settings.ts";
import { openStorage } from "./storage.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "./testing.ts";
import { insertToken, listTokens, type TokenRecord } from "./tokens.ts";

describe.each(TEST_ENGINES)("storage on %s", (engine) => {
  let storage: TestStorage;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
  });
  afterEach(() => storage.close());

  it("keeps nothing of a transaction that fails", async () => {
    await expect(
      storage.transaction(async (tx) => {
        await writeNotes(tx, "ada", [{ key: "a", value: Buffer.from("1") }]);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await readNotes(storage, "ada", "")).toEqual(new Map());
  });

  it("keeps apart what was asked for in the same moment", async () => {
    const seen: string[] = [];
    storage.onHint((topic) => seen.push(topic));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) =>
        storage.transaction(async (tx) => {
          const key = String(index).padStart(3, "0");
          await writeNotes(tx, "ada", [{ key, value: Buffer.from("x") }]);
          tx.hint(key);
          if (index % 50 === 7) throw new Error(`no ${index}`);
          return index;
        }),
      ),
    );
    const failed = [7, 57, 107, 157];
    const kept = Array.from({ length: 200 }, (_, index) => index).filter((index) => !failed.includes(index));
    expect(outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []))).toEqual(kept);
    expect(
      outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [(outcome.reason as Error).message] : [])),
    ).toEqual(failed.map((index) => `no ${index}`));
    const keys = kept.map((index) => String(index).padStart(3, "0"));
    expect([...(await readNotes(storage, "ada", "")).keys()]).toEqual(keys);
    expect(seen.sort()).toEqual(keys);
  });

  it("tells hints and runs actions only after the commit", async () => {
    const seen: string[] = [];
    storage.onHint((topic) => seen.push(topic));
    await storage.transaction(async (tx) => {
      tx.hint("jobs");
      tx.afterCommit(() => seen.push("committed"));
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual(["committed", "jobs"]);
    await storage
      .transaction(async (tx) => {
        tx.hint("lost");
        throw new Error("no");
      })
      .catch(() => undefined);
    expect(seen).not.toContain("lost");
  });

  it("resolves durable() for everyone who waits", async () => {
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        await storage.transaction((tx) => writeNotes(tx, "ada", [{ key: String(index), value: Buffer.from("x") }]));
        await storage.durable();
      }),
    );
    expect((await readNotes(storage, "ada", "")).size).toBe(50);
  });

  it("reads notes by prefix, in byte order, and nothing of other accounts", async () => {
    const note = (key: string) => ({ key, value: Buffer.from(key) });
    await writeNotes(storage, "ada", [note("m/1/b"), note("m/1/a"), note("m/1/é"), note("m/10/a"), note("n")]);
    await writeNotes(storage, "bob", [note("m/1/z")]);
    expect([...(await readNotes(storage, "ada", "m/1/")).keys()]).toEqual(["m/1/a", "m/1/b", "m/1/é"]);
    await writeNotes(storage, "ada", [
      { key: "m/1/a", value: null },
      { key: "m/1/b", value: Buffer.from("new") },
    ]);
    const notes = await readNotes(storage, "ada", "m/1/");
    expect([...notes.keys()]).toEqual(["m/1/b", "m/1/é"]);
    expect(Buffer.from(notes.get("m/1/b") ?? []).toString()).toBe("new");
  });

  it("seals an account's secrets and gives them back", async () => {
    await insertAccount(storage, {
      id: "ada",
      state: "init",
      createdAt: 1,
      settings: {
        name: "Ada",
        webhooks: "https://user:hook-password@example.com/",
        imap: { host: "imap.example.com", port: 993, auth: { user: "ada", pass: "imap-password" } },
        smtp: { host: "smtp.example.com", port: 465, auth: { user: "ada", pass: "smtp-password" } },
      },
    });
    const row = await storage.sql.selectFrom("accounts").selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toMatch(/-password/);
    const account = await findAccount(storage, "ada");
    expect(account?.settings.imap?.auth).toEqual({ user: "ada", pass: "imap-password" });
    expect(account?.settings.smtp?.auth).toEqual({ user: "ada", pass: "smtp-password" });
    expect(account?.settings.webhooks).toBe("https://user:hook-password@example.com/");
  });

  it("finds text with wildcards in it literally, in any case", async () => {
    const account = (id: string, name: string) =>
      insertAccount(storage, { id, state: "unset", createdAt: 1, settings: { name } });
    await account("a", "100% Wool");
    await account("b", "1000 Wolves");
    const search = async (query: string) =>
      (
        await listAccounts(storage, { query, states: undefined, oauth2App: undefined, limit: 10, offset: 0 })
      ).accounts.map(({ id }) => id);
    expect(await search("100% w")).toEqual(["a"]);
    expect(await search("WOL")).toEqual(["b"]);
    expect(await search("_")).toEqual([]);
  });

  it("orders accounts by the bytes of their ids", async () => {
    for (const id of ["b", "B", "a", "é", "_", "10", "9"])
      await insertAccount(storage, { id, state: "unset", createdAt: 1, settings: {} });
    const { accounts } = await listAccounts(storage, {
      query: undefined,
      states: undefined,
      oauth2App: undefined,
      limit: 10,
      offset: 0,
    });
    expect(accounts.map(({ id }) => id)).toEqual(["10", "9", "B", "_", "a", "b", "é"]);
  });

  it("refuses a second token with the same id and lists the newest id first", async () => {
    const token = (id: string): TokenRecord => ({
      id,
      account: null,
      description: id,
      scopes: ["*"],
      metadata: null,
      restrictions: null,
      permissions: null,
      expiresAt: null,
      ip: null,
      remoteAddress: null,
      createdAt: 1,
      lastUsedAt: null,
      lastUsedFrom: null,
      pausedAt: null,
    });
    expect(await insertToken(storage, token("aa"))).toBe(true);
    expect(await insertToken(storage, token("aa"))).toBe(false);
    await insertToken(storage, token("bb"));
    const { total, tokens } = await listTokens(storage, { account: undefined, query: undefined, limit: 1, offset: 0 });
    expect([total, tokens.map(({ id }) => id)]).toEqual([2, ["bb"]]);
  });

  it("sums counts over a window", async () => {
    const minute = 60_000;
    await addCounts(storage, new Map([["events:messageNew", 2]]), 10 * minute);
    await addCounts(storage, new Map([["events:messageNew", 3]]), 10 * minute);
    await addCounts(storage, new Map([["events:messageNew", 5]]), 20 * minute);
    expect(await sumCounts(storage, 60, 20 * minute)).toEqual({ "events:messageNew": 5 });
    expect(await sumCounts(storage, 3600, 20 * minute)).toEqual({ "events:messageNew": 10 });
  });

  it("keeps settings, sealed where they are secret, and forgets those set to null", async () => {
    const settings = await openSettings(storage);
    expect(settings.get("notifyText")).toBe(true);
    expect(settings.get("webhooks")).toBeUndefined();
    await storage.transaction((tx) => settings.set(tx, { notifyText: false, serviceSecret: "very-secret" }));
    expect([settings.get("notifyText"), settings.get("serviceSecret")]).toEqual([false, "very-secret"]);
    expect(JSON.stringify(await storage.sql.selectFrom("settings").selectAll().execute())).not.toMatch("very-secret");
    const elsewhere = await openSettings(storage);
    expect(elsewhere.get("serviceSecret")).toBe("very-secret");
    await storage.transaction((tx) => settings.set(tx, { notifyText: null }));
    await elsewhere.refresh();
    expect(elsewhere.get("notifyText")).toBe(true);
  });

  it("lets pinned settings win", async () => {
    const settings = await openSettings(storage, { queueKeepFailed: 7 });
    await storage.transaction((tx) => settings.set(tx, { queueKeepFailed: 9 }));
    expect(settings.get("queueKeepFailed")).toBe(7);
  });
});

describe("the vault", () => {
  it("refuses to start with a secret that does not fit", async () => {
    const directory = await mkdtemp(join(tmpdir(), "posthorn-vault-"));
    const database = join(directory, "posthorn.db");
    await (await openStorage({ database, secret: "right", dataDir: directory })).close();
    await expect(openStorage({ database, secret: "wrong", dataDir: directory })).rejects.toThrow(
      "POSTHORN_SECRET does not fit",
    );
    await rm(directory, { recursive: true });
  });

  it("makes a key file once, and lets a secret take over from it", async () => {
    const directory = await mkdtemp(join(tmpdir(), "posthorn-vault-"));
    const open = (secret?: string) =>
      openStorage({ database: join(directory, "posthorn.db"), secret, dataDir: directory });
    const first = await open();
    const sealed = first.vault.seal("something", "test");
    await first.close();
    const keyFile = join(directory, "posthorn.key");
    const key = await readFile(keyFile, "utf8");
    await (await open()).close();
    expect(await readFile(keyFile, "utf8")).toBe(key);

    const withSecret = await open("secret");
    expect(withSecret.vault.open(sealed, "test")).toBe("something");
    await withSecret.close();
    await expect(open()).rejects.toThrow("does not fit this database");
    await rm(keyFile);
    await expect(open()).rejects.toThrow("is missing");
    const again = await open("secret");
    expect(again.vault.open(sealed, "test")).toBe("something");
    await again.close();
    await rm(directory, { recursive: true });
  });

  it("opens only what was sealed for the same purpose and not changed since", async () => {
    const storage = await openTestStorage("sqlite");
    const sealed = storage.vault.seal("something", "setting a");
    expect(() => storage.vault.open(sealed, "setting b")).toThrow();
    expect(() => storage.vault.open(`${sealed.slice(0, -4)}AAAA`, "setting a")).toThrow();
    const bytes = storage.vault.sealBytes(Buffer.from("mail"), "content");
    expect(storage.vault.openBytes(new Uint8Array(bytes), "content").toString()).toBe("mail");
    await storage.close();
  });
});

describe("a database in trouble", () => {
  it("says so in our words when another process holds the lock, and goes on afterwards", async () => {
    const storage = await openTestStorage("sqlite");
    const other = await openStorage({ database: storage.database, secret: "test secret", dataDir: undefined });
    await other.sql.transaction().execute(async () => {
      await expect(
        storage.transaction((tx) => writeNotes(tx, "ada", [{ key: "a", value: Buffer.from("1") }])),
      ).rejects.toMatchObject({ kind: "unavailable", code: "ServiceUnavailable", temporary: true });
    });
    await storage.transaction((tx) => writeNotes(tx, "ada", [{ key: "a", value: Buffer.from("1") }]));
    expect((await readNotes(storage, "ada", "")).size).toBe(1);
    await other.close();
    await storage.close();
  });

  it("answers a full disk with unavailable and keeps what was committed", async () => {
    const storage = await openTestStorage("sqlite");
    const write = (key: string, bytes: number) =>
      storage.transaction((tx) => writeNotes(tx, "ada", [{ key, value: Buffer.alloc(bytes) }]));
    await write("kept", 10);
    await storage.sql.executeQuery({
      ...storage.sql.selectNoFrom([]).compile(),
      sql: "pragma max_page_count = 1",
      parameters: [],
    });
    await expect(write("too much", 10_000_000)).rejects.toMatchObject({ kind: "unavailable" });
    await expect(storage.probe()).resolves.toBeUndefined();
    expect([...(await readNotes(storage, "ada", "")).keys()]).toEqual(["kept"]);
    await storage.close();
  });

  it.runIf(TEST_ENGINES.includes("postgres"))("bears that PostgreSQL cuts a connection in a transaction", async () => {
    const storage = await openTestStorage("postgres");
    const admin = new pg.Client({ connectionString: storage.database });
    await admin.connect();
    const cutAll = async () => {
      const others = "datname = current_database() and pid <> pg_backend_pid()";
      await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`);
      for (let left = 1; left > 0;)
        left = Number((await admin.query(`select count(*) from pg_stat_activity where ${others}`)).rows[0].count);
    };
    await expect(
      storage.transaction(async (tx) => {
        await writeNotes(tx, "ada", [{ key: "a", value: Buffer.from("1") }]);
        await cutAll();
        // Heard of by the connection, with nobody asking.
        await new Promise((resolve) => setTimeout(resolve, 50));
        await writeNotes(tx, "ada", [{ key: "b", value: Buffer.from("2") }]);
      }),
    ).rejects.toMatchObject({ kind: "unavailable", code: "ServiceUnavailable", temporary: true });
    expect(await readNotes(storage, "ada", "")).toEqual(new Map());
    await admin.end();
    await storage.close();
  });

  it("refuses a database file that is none", async () => {
    const directory = await mkdtemp(join(tmpdir(), "posthorn-broken-"));
    const database = join(directory, "posthorn.db");
    await writeFile(database, "this is no database, however long it may be".repeat(100));
    await expect(openStorage({ database, secret: "s", dataDir: directory })).rejects.toThrow(/not a database/);
    await rm(directory, { recursive: true });
  });
});
