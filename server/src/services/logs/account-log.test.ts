import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import { deleteAccountLog, readAccountLog } from "../../storage/account-log.ts";
import { deleteAccount, insertAccount, updateAccountSettings } from "../../storage/accounts.ts";
import { openSettings, type SettingsStore } from "../../storage/settings.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../../storage/testing.ts";
import { newAccountId } from "../testing.ts";
import { createAccountLog, type KeptAccountLog } from "./account-log.ts";

describe.each(TEST_ENGINES)("the log of an account on %s", (engine) => {
  let storage: TestStorage;
  let settings: SettingsStore;
  let log: KeptAccountLog;
  beforeAll(async () => {
    storage = await openTestStorage(engine);
    settings = await openSettings(storage);
    log = createAccountLog({ storage, settings, log: silentLog, now: () => 1_700_000_000_000 });
  });
  beforeEach(() => set(null));
  afterAll(async () => {
    log.close();
    await storage.close();
  });

  const set = (logs: { all?: boolean; maxLogLines?: number; maxLogSize?: number } | null) =>
    storage.transaction((tx) => settings.set(tx, { logs }));
  async function addAccount(logs?: boolean): Promise<string> {
    const id = newAccountId();
    const account = { id, settings: { ...(logs !== undefined && { logs }) }, state: "init" as const, createdAt: 0 };
    await storage.transaction((tx) => insertAccount(tx, account));
    return id;
  }
  const note = (account: string, ...texts: (string | number)[]) => {
    for (const text of texts)
      log.note(account, { connection: "c", purpose: "watch", direction: "server", text: String(text) });
  };
  async function linesOf(account: string): Promise<Record<string, unknown>[]> {
    const lines: string[] = [];
    for await (const portion of readAccountLog(storage, account, { keep: Infinity, atOnce: 7 })) lines.push(...portion);
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
  const textsOf = async (account: string) => (await linesOf(account)).map(({ text }) => text);
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i));

  it("is wanted where the account or the installation says so, as soon as it does", async () => {
    const [plain, own] = [await addAccount(), await addAccount(true)];
    await log.refresh();
    expect([log.isOn(plain), log.isOn(own)]).toEqual([false, true]);
    await set({ all: true });
    expect([log.isOn(plain), log.isOn(own)]).toEqual([true, true]);
    await set({ all: true, maxLogLines: 0 });
    expect([log.isOn(plain), log.isOn(own)]).toEqual([false, false]);
    await set(null);
    await storage.transaction((tx) => updateAccountSettings(tx, own, { logs: false }, 0));
    await log.refresh();
    expect(log.isOn(own)).toBe(false);
  });

  it("has the lines of each account, in their order", async () => {
    const [one, other] = [await addAccount(), await addAccount()];
    note(one, "a");
    note(other, "x");
    note(one, "b\r\n\0\ud800");
    await log.flush();
    note(one, "c");
    await log.flush();
    expect(await linesOf(one)).toEqual(
      ["a", "b\r\n\0\ud800", "c"].map((text) => ({
        time: "2023-11-14T22:13:20.000Z",
        direction: "server",
        connection: "c",
        purpose: "watch",
        text,
      })),
    );
    expect(await textsOf(other)).toEqual(["x"]);
  });

  it("keeps the newest lines", async () => {
    const account = await addAccount();
    await set({ maxLogLines: 10 });
    note(account, ...numbers(0, 433));
    await log.flush();
    expect(await textsOf(account)).toEqual(numbers(423, 433));
    note(account, 433);
    await log.flush();
    expect(await textsOf(account)).toEqual(numbers(424, 434));
    await set({ maxLogLines: 2 });
    note(account, 434);
    await log.flush();
    expect(await textsOf(account)).toEqual(numbers(433, 435));
  });

  it("keeps no more bytes than it may, and the newest line in any case", async () => {
    const account = await addAccount();
    await set({ maxLogSize: 65_536 });
    for (let from = 0; from < 40; from++) note(account, `${from} ${"x".repeat(4000)}`);
    await log.flush();
    const bytes = async () => {
      let sum = 0;
      for (const line of await linesOf(account)) sum += Buffer.byteLength(JSON.stringify(line));
      return sum;
    };
    expect(await bytes()).toBeGreaterThan(60_000);
    expect(await bytes()).toBeLessThanOrEqual(65_536);
    expect((await textsOf(account)).at(-1)).toMatch(/^39 /);
    note(account, "y".repeat(70_000));
    await log.flush();
    expect(await textsOf(account)).toEqual(["y".repeat(70_000)]);
    note(account, "short");
    await log.flush();
    expect(await textsOf(account)).toEqual(["short"]);
  });

  it("is brought down step by step when much less is to be kept", async () => {
    const account = await addAccount();
    for (let from = 0; from < 4500; from += 500) {
      note(account, ...numbers(from, from + 500));
      await log.flush();
    }
    await set({ maxLogLines: 1 });
    const lengths: number[] = [];
    for (let i = 0; i < 3; i++) {
      note(account, "last");
      await log.flush();
      lengths.push((await textsOf(account)).length);
    }
    expect(lengths).toEqual([2501, 502, 1]);
  });

  it("is deleted, however long it is", async () => {
    const [account, other] = [await addAccount(), await addAccount()];
    note(other, "a");
    for (let from = 0; from < 4500; from += 500) {
      note(account, ...numbers(from, from + 500));
      await log.flush();
    }
    await deleteAccountLog(storage, account);
    expect([await textsOf(account), await textsOf(other)]).toEqual([[], ["a"]]);
  });

  it("is written before its time when much waits", async () => {
    const account = await addAccount();
    note(account, ...numbers(0, 500));
    await expect.poll(() => textsOf(account), { timeout: 30_000 }).toEqual(numbers(0, 500));
  });

  it("drops the oldest of what comes too fast, and says how much", async () => {
    const [loud, quiet] = [await addAccount(), await addAccount()];
    note(quiet, "first");
    note(loud, ...numbers(0, 20_000));
    await log.flush();
    await set({ maxLogLines: 100_000 });
    note(loud, "last");
    await log.flush();
    const lines = await linesOf(loud);
    const gaps = lines.filter(({ direction }) => direction === null);
    const missing = gaps.reduce((sum, { text }) => sum + Number(/\d+$/.exec(String(text))?.[0]), 0);
    expect(missing).toBeGreaterThan(0);
    expect(gaps[0]).toMatchObject({
      connection: null,
      purpose: null,
      text: expect.stringContaining("missing") as string,
    });
    expect(lines.length - gaps.length + missing).toBe(20_001);
    expect(lines.at(-1)).toMatchObject({ text: "last" });
    expect(await textsOf(quiet)).toEqual([expect.stringMatching(/missing here: 1$/)]);
  });

  it("loses nothing while the database is in trouble", async () => {
    const account = await addAccount();
    let isBroken = true;
    const troubled = Object.assign({} as TestStorage, {
      onHint: () => () => {},
      transaction: (...args: Parameters<TestStorage["transaction"]>) =>
        isBroken ? Promise.reject(new Error("no database")) : storage.transaction(...args),
    });
    const other = createAccountLog({ storage: troubled, settings, log: silentLog, now: Date.now });
    for (const text of numbers(0, 300))
      other.note(account, { connection: "c", purpose: "smtp", direction: "client", text });
    await expect(other.flush()).rejects.toThrow("no database");
    isBroken = false;
    await other.flush();
    expect(await textsOf(account)).toEqual(numbers(0, 300));
    other.close();
  });

  it("is gone with its account, and what still waits of it", async () => {
    const [gone, kept] = [await addAccount(), await addAccount()];
    note(gone, "a");
    note(kept, "a");
    await log.flush();
    note(gone, "b");
    note(kept, "b");
    await storage.transaction((tx) => deleteAccount(tx, gone));
    await log.flush();
    expect(await textsOf(gone)).toEqual([]);
    expect(await textsOf(kept)).toEqual(["a", "b"]);
  });

  it("forgets what waits", async () => {
    const [forgotten, other] = [await addAccount(), await addAccount()];
    note(forgotten, "a");
    note(other, "a");
    await log.forget(forgotten);
    note(forgotten, "b");
    await log.flush();
    expect([await textsOf(forgotten), await textsOf(other)]).toEqual([["b"], ["a"]]);
  });
});
