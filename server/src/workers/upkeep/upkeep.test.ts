import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { Meter } from "../../core/meter.ts";
import { issueToken } from "../../services/tokens/issue.ts";
import { insertMcpCalls } from "../../storage/mcp-calls.ts";
import { addCounts } from "../../storage/counters.ts";
import { createExportFiles } from "../../storage/export-files.ts";
import { openSettings, type SettingsStore } from "../../storage/settings.ts";
import { insertSubmissions, type SubmissionState } from "../../storage/submissions.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../../storage/testing.ts";
import { insertTokenLog } from "../../storage/token-log.ts";
import { cleanUp, createUpkeep } from "./upkeep.ts";

const NOW = Date.UTC(2026, 0, 31);
const DAY = 86_400_000;
const WEEK = 7 * DAY;
const meter = { eventLog: () => {} } as unknown as Meter;

describe.each(TEST_ENGINES)("upkeep on %s", (engine) => {
  let storage: TestStorage;
  let settings: SettingsStore;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
    settings = await openSettings(storage);
  });
  afterEach(() => storage.close());

  const set = (changes: Parameters<SettingsStore["set"]>[1]) => storage.transaction((tx) => settings.set(tx, changes));
  const run = () => cleanUp(storage, settings, meter, NOW);
  const idsOf = async (table: "submissions" | "deliveries" | "events" | "tokens" | "tokenLog" | "mcpCalls") =>
    (await storage.sql.selectFrom(table).select("id").orderBy("id").execute()).map(({ id }) => id);

  async function submission(
    id: string,
    state: SubmissionState,
    finishedAt: number | null,
    hasContent = state !== "sent",
  ) {
    await insertSubmissions(storage, [
      {
        submission: {
          id,
          account: "ada",
          messageId: "<a@b.test>",
          subject: null,
          envelope: { from: "", to: [] },
          source: "api",
          state,
          attempts: 1,
          attemptsMade: 0,
          createdAt: 0,
          scheduledAt: 0,
          nextAttemptAt: null,
          finishedAt,
          progress: { status: "queued" },
          options: {},
          unknownOutcomes: 0,
          waitingFor: null,
          waitingScope: null,
          refusedSince: null,
          history: [],
        },
        content: Buffer.from("0123456789"),
      },
    ]);
    if (!hasContent) await storage.sql.deleteFrom("submissionContents").where("submission", "=", id).execute();
  }

  async function delivery(id: string, state: string, finishedAt: number | null) {
    await storage.sql
      .insertInto("events")
      .values({ id: `e-${id}`, account: "ada", name: "messageNew", at: NOW - 30 * DAY, payload: "{}" })
      .execute();
    await storage.sql
      .insertInto("deliveries")
      .values({ id, eventId: `e-${id}`, account: "ada", event: "messageNew", endpoint: "default", target: null, createdAt: 0, state, attemptsMade: 0, url: null, error: null, finishedAt })
      .execute(); // prettier-ignore
  }

  it("forgets what was delivered or dropped after a week, what failed after its own time, and never what waits", async () => {
    await set({ queueKeepFailedAge: (10 * DAY) / 1000 });
    await delivery("1-old", "delivered", NOW - WEEK - 1);
    await delivery("2-new", "delivered", NOW - WEEK + 1);
    await delivery("3-dropped", "dropped", NOW - WEEK - 1);
    await delivery("4-failed", "failed", NOW - WEEK - 1);
    await delivery("5-failed", "failed", NOW - 10 * DAY - 1);
    await delivery("6-waits", "pending", null);
    await run();
    expect(await idsOf("deliveries")).toEqual(["2-new", "4-failed", "6-waits"]);
    // An event stays as long as it may still have to be told.
    expect(await idsOf("events")).toEqual(expect.arrayContaining(["e-4-failed", "e-6-waits"]));
    // On PostgreSQL it goes once nothing else on that server is under way from before it was written.
    await expect.poll(async () => (await run(), idsOf("events")), { timeout: 40_000 }).not.toContain("e-1-old");
  });

  it("forgets sent messages at once, unless some are to be kept for a day", async () => {
    await submission("a", "sent", NOW - DAY - 1);
    await submission("b", "sent", NOW - 2);
    await submission("c", "sent", NOW - 1);
    await submission("d", "sent", NOW - 3, true);
    await set({ queueKeep: 2 });
    await run();
    // The last one's copy is still to be stored.
    expect(await idsOf("submissions")).toEqual(["b", "c", "d"]);
    await set({ queueKeep: 0 });
    await run();
    expect(await idsOf("submissions")).toEqual(["d"]);
  });

  it("keeps so many failed messages for so long, and the content of so many bytes", async () => {
    for (const [id, age] of [["a", 1], ["b", 2], ["c", 3], ["d", 100_000]] as const)
      await submission(id, "failed", NOW - age * 1000); // prettier-ignore
    await submission("e", "queued", null);
    await submission("f", "held", NOW - WEEK);
    await set({ queueKeepFailed: 3, queueKeepFailedAge: 90_000 });
    await run();
    expect(await idsOf("submissions")).toEqual(["a", "b", "c", "e", "f"]);
    const contents = async () =>
      (await storage.sql.selectFrom("submissionContents").select("submission").orderBy("submission").execute()).map(
        (row) => row.submission,
      );
    expect(await contents()).toEqual(["a", "b", "c", "e", "f"]);
    await set({ queueKeepFailedContentSize: 25 });
    await run();
    expect(await contents()).toEqual(["a", "b", "e", "f"]);
    await set({ queueKeepFailedContent: 1 });
    await run();
    expect(await contents()).toEqual(["a", "e", "f"]);
  });

  it("keeps the log of a token for so long after its last use", async () => {
    for (const [id, age] of [["a", 10_001], ["b", 9_999]] as const) {
      const { id: token } = await issueToken(storage, { description: id, scopes: ["api"], lastUsedAt: NOW - age }, 0);
      const use = { token, at: 0, status: "allowed", reason: null, ip: null, method: "get", path: "/", action: "read" };
      await insertTokenLog(storage, [{ ...use, id, group: "account", account: null }]);
    } // prettier-ignore
    await run();
    expect(await idsOf("tokenLog")).toEqual(["a", "b"]);
    await set({ tokenLogAge: 10 });
    await run();
    expect(await idsOf("tokenLog")).toEqual(["b"]);
  });

  it("keeps what agents called for 30 days", async () => {
    const call = { token: null, tool: "list_accounts", account: null, outcome: "ok", statusCode: null, message: null };
    const more = { durationMs: 1, ip: null, userAgent: null };
    await insertMcpCalls(storage, [
      { ...call, ...more, id: "a", at: NOW - 30 * DAY - 1 },
      { ...call, ...more, id: "b", at: NOW - 30 * DAY },
    ]);
    await run();
    expect(await idsOf("mcpCalls")).toEqual(["b"]);
  });

  it("keeps what was counted for 31 days, and by the minute for eight", async () => {
    const count = (at: number, sent: number) =>
      storage.transaction((tx) => addCounts(tx, new Map([["submit:success", sent]]), at));
    await count(NOW - 32 * DAY, 1);
    for (let minute = 0; minute < 60; minute++) await count(NOW - 9 * DAY + minute * 60_000, 10);
    await count(NOW - 10 * DAY + 60_000, 100);
    await count(NOW - 7 * DAY, 1000);
    await count(NOW - 7 * DAY + 60_000, 10_000);
    await run();
    const counts = await storage.sql.selectFrom("counters").select("count").orderBy("minute").execute();
    expect(counts.map(({ count }) => count)).toEqual([100, 600, 1000, 10_000]);
  });

  it("ends though the database is in trouble, and says so", async () => {
    const lines: string[] = [];
    const upkeep = createUpkeep({
      storage,
      settings,
      exportFiles: createExportFiles("/nowhere"),
      log: { ...silentLog, warn: (_context, message) => void lines.push(message) },
      refresh: async () => {},
      flush: () => Promise.reject(new Error("no database")),
      sample: async () => {},
      presence: { tell: async () => {}, leave: () => Promise.reject(new Error("no database")) },
      meter,
      now: () => NOW,
    });
    upkeep.start();
    await upkeep.stop();
    expect(lines).toEqual([expect.stringContaining("Leaving the list"), expect.stringContaining("Writing counts")]);
  });
});
