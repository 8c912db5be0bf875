import { AI_USAGE_DAYS } from "@posthorn/contracts/ai";
import { MCP_CALL_DAYS } from "@posthorn/contracts/mcp";
import type { Log } from "../../core/log.ts";
import type { Meter } from "../../core/meter.ts";
import { deleteExpiredChallenges } from "../../storage/certificates.ts";
import { deleteOldCounts, rollUpCounts } from "../../storage/counters.ts";
import { deleteExpiredConsents } from "../../storage/consents.ts";
import { deleteDeliveryTestsBefore } from "../../storage/delivery-tests.ts";
import { deleteDeliveriesBefore } from "../../storage/deliveries.ts";
import { deleteExpiredFormLinks } from "../../storage/form-links.ts";
import { deleteExpiredSignIns } from "../../storage/expired-sign-ins.ts";
import { deleteIdempotencyKeysBefore } from "../../storage/idempotency-keys.ts";
import { deleteMcpCallsBefore } from "../../storage/mcp-calls.ts";
import { deleteExpiredMcpOAuth } from "../../storage/mcp-oauth.ts";
import { deleteModelUsesBefore } from "../../storage/model-uses.ts";
import { deleteHoldsBefore } from "../../storage/sending-holds.ts";
import { deletePacesUnusedSince } from "../../storage/sending-paces.ts";
import { deleteSentMessagesBefore } from "../../storage/sent-messages.ts";
import { deleteExpiredSessions } from "../../storage/sessions.ts";
import type { ExportFiles } from "../../storage/export-files.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import { deleteExpiredSetupLinks } from "../../storage/setup-links.ts";
import type { Storage } from "../../storage/storage.ts";
import { deleteFinishedSubmissions, deleteStagedBefore, trimFailedContents } from "../../storage/submissions.ts";
import { deleteTokenLogsUnusedSince } from "../../storage/token-log.ts";
import { deleteReplaysBefore } from "../../storage/webhook-replays.ts";
import { deleteExpiredTokens } from "../../storage/tokens.ts";
import { createClockWatch } from "./clock-watch.ts";
import type { Presence } from "./presence.ts";
import { cleanUpExports } from "./clean-up-exports.ts";
import { trimEventLog } from "./trim-event-log.ts";

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
}

export interface UpkeepOptions {
  storage: Storage;
  settings: SettingsStore;
  exportFiles: ExportFiles;
  meter: Meter;
  log: Log;
  /** What is gathered in memory and written every second: counts, uses of tokens and sessions. */
  flush: () => Promise<void>;
  /** Looks for what other processes changed of what is held in memory. */
  refresh: () => Promise<void>;
  presence: Pick<Presence, "tell" | "leave">;
  /** Looks at what goes up and down, once a minute. */
  sample: () => Promise<void>;
  now(): number;
}

const FLUSH_EVERY_MS = 1000;
const PRESENCE_EVERY_MS = 15_000;
const SAMPLE_EVERY_MS = 60_000;
const CLEAN_EVERY_MS = 60_000;
/** Longer than mail may be held, so that the hold is still known when it ends. */
const HOLDS_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Reports about a message come within days; some complaints take weeks. */
const SENT_KEPT_MS = 60 * DAY_MS;
/** Rows that go in one transaction, so that nobody waits long for it. */
const ROWS_AT_ONCE = 500;

/** What happens by itself so that nothing grows without bound. */
export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { storage, settings, exportFiles, log, now } = options;
  const timers: NodeJS.Timeout[] = [];
  let running: Promise<void> = Promise.resolve();

  const every = (ms: number, what: string, work: () => Promise<void>) => {
    const timer = setInterval(() => {
      running = running
        .then(work)
        .catch((error: unknown) => log.warn({ err: error }, `${what} failed and will be tried again`));
    }, ms);
    timer.unref();
    timers.push(timer);
  };

  return {
    start() {
      const clock = createClockWatch(options);
      every(FLUSH_EVERY_MS, "Looking at the clock", () => clock.look());
      every(FLUSH_EVERY_MS, "Writing counts", options.flush);
      every(FLUSH_EVERY_MS * 5, "Reading settings", options.refresh);
      every(PRESENCE_EVERY_MS, "Telling that this node is there", () => options.presence.tell());
      every(SAMPLE_EVERY_MS, "Looking at the queues", options.sample);
      every(CLEAN_EVERY_MS, "Cleaning up", () => cleanUp(storage, settings, options.meter, now()));
      every(CLEAN_EVERY_MS, "Removing old exports", () =>
        cleanUpExports(storage, exportFiles, settings.get("exportMaxAge") ?? 0, now()),
      );
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await running;
      // The rest of the stop must not fail for a few counts.
      await options.presence
        .leave()
        .catch((error: unknown) => log.warn({ err: error }, "Leaving the list of nodes failed"));
      await options.flush().catch((error: unknown) => log.warn({ err: error }, "Writing counts failed"));
    },
  };
}

export async function cleanUp(storage: Storage, settings: SettingsStore, meter: Meter, now: number): Promise<void> {
  const keepEventsMs = settings.get("eventLogMaxAge") ?? 0;
  const failedAgeMs = (settings.get("queueKeepFailedAge") ?? 0) * 1000;
  await repeatedly(() =>
    storage.transaction((tx) => deleteDeliveriesBefore(tx, ["delivered", "dropped"], now - keepEventsMs, ROWS_AT_ONCE)),
  );
  await repeatedly(() =>
    storage.transaction((tx) =>
      deleteDeliveriesBefore(tx, ["failed"], now - Math.max(failedAgeMs, keepEventsMs), ROWS_AT_ONCE),
    ),
  );
  await trimEventLog(storage, { before: now - keepEventsMs, maxBytes: settings.get("eventLogMaxSize") ?? 0, meter });
  await repeatedly(() =>
    storage.transaction((tx) =>
      deleteFinishedSubmissions(tx, {
        state: "sent",
        at: now - DAY_MS,
        keep: settings.get("queueKeep") ?? 0,
        limit: ROWS_AT_ONCE,
      }),
    ),
  );
  await repeatedly(() =>
    storage.transaction((tx) =>
      deleteFinishedSubmissions(tx, {
        state: "failed",
        at: now - failedAgeMs,
        keep: settings.get("queueKeepFailed") ?? 0,
        limit: ROWS_AT_ONCE,
      }),
    ),
  );
  await repeatedly(() => storage.transaction((tx) => deleteSentMessagesBefore(tx, now - SENT_KEPT_MS, ROWS_AT_ONCE)));
  await repeatedly(() => deleteMcpCallsBefore(storage, now - MCP_CALL_DAYS * DAY_MS, ROWS_AT_ONCE));
  // Left by a process that died while it took them in.
  await repeatedly(() => storage.transaction((tx) => deleteStagedBefore(tx, now - DAY_MS, ROWS_AT_ONCE)));
  await storage.transaction(async (tx) => {
    await trimFailedContents(
      tx,
      settings.get("queueKeepFailedContent") ?? 0,
      settings.get("queueKeepFailedContentSize") ?? 0,
    );
    await deleteExpiredTokens(tx, now);
    await deleteExpiredSessions(tx, now);
    await deleteExpiredSetupLinks(tx, now);
    await deleteExpiredSignIns(tx, now);
    await deleteExpiredConsents(tx, now);
    await deleteExpiredFormLinks(tx, now);
    await deleteExpiredMcpOAuth(tx, now);
    await deleteExpiredChallenges(tx, now);
    await deleteTokenLogsUnusedSince(tx, now - (settings.get("tokenLogAge") ?? 0) * 1000);
    await deleteIdempotencyKeysBefore(tx, now - (settings.get("idempotencyKeyAge") ?? 0));
    await deleteDeliveryTestsBefore(tx, now - DAY_MS);
    await deleteOldCounts(tx, now);
    await deleteModelUsesBefore(tx, Math.floor(now / DAY_MS) - AI_USAGE_DAYS + 1);
    await deleteReplaysBefore(tx, now - keepEventsMs);
    await deleteHoldsBefore(tx, now - HOLDS_KEPT_MS);
    await deletePacesUnusedSince(tx, now - 2 * DAY_MS);
  });
  while (await storage.transaction((tx) => rollUpCounts(tx, now)));
}

/** Until less than a full portion went. */
async function repeatedly(deletePortion: () => Promise<number>): Promise<void> {
  while ((await deletePortion()) === ROWS_AT_ONCE);
}
