import type { Backoff } from "../../core/backoff.ts";
import type { Log } from "../../core/log.ts";
import type { MailBackend, MailSessions } from "../../core/mail-backend.ts";
import type { Meter } from "../../core/meter.ts";
import type { EventLog } from "../../events/event-log.ts";
import { holdsLane } from "../../queue/holds.ts";
import type { ClaimedLane } from "../../queue/job.ts";
import type { ExportFiles } from "../../storage/export-files.ts";
import { type ExportChange, type ExportFileRecord, type ExportRecord, updateExport } from "../../storage/exports.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Db, Storage } from "../../storage/storage.ts";
import type { AskOptions } from "./ask.ts";
import { ExportGone, LaneLost } from "./gone.ts";

export interface ExportTools {
  storage: Storage;
  settings: SettingsStore;
  events: EventLog;
  mail: MailSessions;
  meter: Meter;
  log: Log;
  files: ExportFiles;
  /** For one question to the mail server, answer included. */
  timeoutMs: number;
  /** Between two attempts to get an answer. */
  again: Backoff;
  now(): number;
}

/** One export being worked on. */
export interface ExportRun {
  tools: ExportTools;
  lane: ClaimedLane<"export">;
  id: string;
  /** As last written down. */
  record: ExportRecord & { file: ExportFileRecord | null };
  ask: AskOptions;
  open(): Promise<MailBackend>;
}

/**
 * Writes down what became of the export: what `work` resolves with, in the transaction of what it
 * writes itself. Throws ExportGone when the export is no longer wanted, and LaneLost when somebody
 * else works on it.
 */
export async function note(run: ExportRun, work: (tx: Db) => Promise<ExportChange>): Promise<void> {
  const { tools, lane, id } = run;
  const change = await tools.storage.transaction(async (tx) => {
    if (!(await holdsLane(tx, lane))) throw new LaneLost();
    const noted = { ...(await work(tx)), notedAt: tools.now() };
    if (!(await updateExport(tx, id, noted))) throw new ExportGone();
    return noted;
  });
  run.record = { ...run.record, ...change, progress: { ...run.record.progress, ...change.progress } };
}
