import type { EventName } from "@posthorn/contracts/events";
import { type Backoff, backoffDelay } from "../../core/backoff.ts";
import { PosthornError } from "../../core/errors.ts";
import { failJob } from "../../queue/fail.ts";
import { finishLane } from "../../queue/finish.ts";
import type { ClaimedLane } from "../../queue/job.ts";
import { releaseLane } from "../../queue/release.ts";
import type { ExportMark } from "../../storage/export-file.ts";
import { removeExport } from "../../storage/export-files.ts";
import { type ExportRecord, exportTopic, findExport, findExportFile, isUnfinished } from "../../storage/exports.ts";
import { deleteFoundMessages } from "../../storage/found-messages.ts";
import type { Db } from "../../storage/storage.ts";
import { isPassing } from "./ask.ts";
import { exportMessages } from "./export-messages.ts";
import { type ExportRun, type ExportTools, note } from "./export-run.ts";
import { ExportGone, LaneLost } from "./gone.ts";
import { indexMessages } from "./index-messages.ts";
import { FileElsewhere, openFile } from "./open-file.ts";

/** Mail servers are down for a while now and then; an export of a day's work outlives that. */
const SETBACK: Backoff = { firstMs: 60_000, capMs: 15 * 60_000, jitter: 0.2 };
/** Failures in a row, without a message in between, that are one too many. */
const TOO_MANY_SETBACKS = 7;
const LOOK_AGAIN_MS = 15_000;

/**
 * Works on one export until it is complete, has failed or is no longer wanted. A stop leaves it
 * where it is; the next start goes on there, and so it does after a crash.
 */
export async function runExport(
  tools: ExportTools,
  lane: ClaimedLane<"export">,
  stop: AbortSignal,
): Promise<"released" | void> {
  const { storage, log } = tools;
  const id = lane.jobs[0].payload.export;
  const record = await findExport(storage, id);
  if (record === undefined || !isUnfinished(record)) return discard(tools, lane, id);
  const account = record.account ?? "";
  const file = await findExportFile(storage, id);
  const cancel = new AbortController();
  const stopListening = storage.onHint((topic) => {
    if (topic === exportTopic(id)) cancel.abort(new ExportGone());
  });
  const ask = { timeoutMs: tools.timeoutMs, again: tools.again, signal: AbortSignal.any([stop, cancel.signal]) };
  const run: ExportRun = { tools, lane, id, record: { ...record, file }, ask, open: () => tools.mail.open(account) };
  try {
    if (record.phase !== "exporting") await indexMessages(run);
    const mark = await writeFile(run, stop);
    await complete(run, mark);
    return "released";
  } catch (error) {
    if (error instanceof ExportGone || cancel.signal.aborted) return await discard(tools, lane, id);
    if (stop.aborted || error instanceof LaneLost) return;
    if (error instanceof FileElsewhere) return await waitForFile(run);
    // The database, not the mail server, is in trouble.
    if (error instanceof PosthornError && error.code === "ServiceUnavailable") throw error;
    log.warn({ err: error, account, exportId: id }, "An export ran into trouble");
    return await setBack(run, error);
  } finally {
    stopListening();
  }
}

async function writeFile(run: ExportRun, stop: AbortSignal): Promise<ExportMark> {
  const file = await openFile(run);
  try {
    await exportMessages(run, file, stop);
    return await file.finish();
  } finally {
    await file.close();
  }
}

async function complete(run: ExportRun, mark: ExportMark): Promise<void> {
  const { tools, lane, id, record } = run;
  const { folders, request, progress, file, startedAt } = record;
  const now = tools.now();
  const expiresAt = now + (tools.settings.get("exportMaxAge") ?? 0);
  await note(run, async (tx) => {
    await finishLane(tx, lane);
    await publish(run, tx, "exportCompleted", {
      exportId: id,
      folders,
      startDate: request.startDate,
      endDate: request.endDate,
      messagesExported: progress.messagesExported,
      messagesSkipped: progress.messagesSkipped,
      bytesWritten: progress.bytesWritten,
      duration: now - (startedAt ?? now),
      expiresAt: new Date(expiresAt).toISOString(),
    });
    tx.afterCommit(() => tools.meter.processed("export", "completed"));
    return { status: "completed", phase: "complete", expiresAt, ...(file && { file: { ...file, mark } }) };
  });
  await forgetFound(tools, id);
}

/** Puts the export off, or gives it up when that would not help. */
async function setBack(run: ExportRun, error: unknown): Promise<"released" | void> {
  const { tools, lane, id } = run;
  const [job] = lane.jobs;
  const setbacks = run.record.setbacks + 1;
  try {
    if (!isPassing(error) || setbacks >= TOO_MANY_SETBACKS) await fail(run, error);
    else
      await note(run, async (tx) => {
        await failJob(tx, job.id, tools.now() + backoffDelay(SETBACK, setbacks));
        await releaseLane(tx, lane);
        return { setbacks };
      });
    return "released";
  } catch (trouble) {
    if (trouble instanceof ExportGone) return discard(tools, lane, id);
    if (trouble instanceof LaneLost) return undefined;
    throw trouble;
  }
}

async function fail(run: ExportRun, error: unknown): Promise<void> {
  const { tools, lane, id, record } = run;
  const { code, message } = error as { code?: string; message?: string };
  const text = message ?? String(error);
  await note(run, async (tx) => {
    await finishLane(tx, lane);
    await publish(run, tx, "exportFailed", {
      exportId: id,
      error: text,
      errorCode: code,
      phase: phaseOf(record),
      messagesExported: record.progress.messagesExported,
      messagesQueued: record.progress.messagesQueued,
    });
    tx.afterCommit(() => tools.meter.processed("export", "failed"));
    return {
      status: "failed",
      error: text,
      expiresAt: tools.now() + (tools.settings.get("exportMaxAge") ?? 0),
      file: null,
    };
  });
  await tools.files.remove(id);
  await forgetFound(tools, id);
}

const phaseOf = ({ phase }: ExportRecord) => phase ?? "pending";

/** Takes the export away with everything it left. */
async function discard(tools: ExportTools, lane: ClaimedLane<"export">, id: string): Promise<"released"> {
  await removeExport(tools.storage, tools.files, id);
  await tools.storage.transaction((tx) => finishLane(tx, lane));
  return "released";
}

/** The machine that has the file may take the lane up again. */
async function waitForFile({ tools, lane }: ExportRun): Promise<"released"> {
  const [job] = lane.jobs;
  await tools.storage.transaction(async (tx) => {
    await failJob(tx, job.id, tools.now() + LOOK_AGAIN_MS);
    await releaseLane(tx, lane);
  });
  return "released";
}

async function forgetFound({ storage }: ExportTools, id: string): Promise<void> {
  while (await storage.transaction((tx) => deleteFoundMessages(tx, id)));
}

const publish = ({ tools, record }: ExportRun, tx: Db, name: EventName, data: unknown) =>
  tools.events.publish(tx, [{ name, account: record.account ?? "", data }], tools.now());
