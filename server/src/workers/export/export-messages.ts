import type { Message } from "@posthorn/contracts/messages";
import type { ExportWriter } from "../../storage/export-file.ts";
import { type ExportFileRecord, type ExportPosition, formatOf } from "../../storage/exports.ts";
import { type FoundMessage, nextFoundMessages } from "../../storage/found-messages.ts";
import { askAgain, hasCode } from "./ask.ts";
import { type ExportRun, note } from "./export-run.ts";
import { readAhead } from "./read-ahead.ts";
import { writeContents } from "./write-contents.ts";
import { writeMessage } from "./write-message.ts";
import { writeSource } from "./write-source.ts";

const FOUND_AT_ONCE = 500;
/** A checkpoint costs a flush of the disk and some compression; without one, so much is done again after a crash. */
const CHECKPOINT_BYTES = 8 * 1024 * 1024;
const CHECKPOINT_MS = 10_000;

/** Where a file stands, between two messages. */
interface Place {
  exported: number;
  skipped: number;
  position: ExportPosition | null;
}

/**
 * Fetches what was found, oldest first, and writes it to the file. Stopped by `stop`, it leaves file
 * and database in step, so that it goes on there; after a crash it goes on at the last checkpoint.
 */
export async function exportMessages(run: ExportRun, file: ExportWriter, stop: AbortSignal): Promise<void> {
  const { storage, settings } = run.tools;
  const mostBytes = settings.get("exportMaxSize") ?? Infinity;
  const place: Place = { exported: 0, skipped: 0, position: fileOf(run).position };
  let checkpointAt = performance.now();
  let isCut = false;
  try {
    for (;;) {
      const found = isCut ? [] : await nextFoundMessages(storage, run.id, place.position, FOUND_AT_ONCE);
      if (found.length === 0) break;
      for await (const [{ date, number, folder }, message] of readAhead(found, (wanted) => fetchMessage(run, wanted))) {
        run.ask.signal.throwIfAborted();
        isCut = file.written >= mostBytes;
        if (isCut) break;
        const path = run.record.folders[folder] ?? "";
        if (message && (await write(run, file, message, { path, receivedAt: new Date(date) }))) place.exported++;
        else place.skipped++;
        place.position = { date, number };
        const { written } = fileOf(run).mark;
        const isDue = file.written - written >= CHECKPOINT_BYTES || performance.now() - checkpointAt >= CHECKPOINT_MS;
        if (!isDue) continue;
        await checkpoint(run, file, place);
        checkpointAt = performance.now();
      }
    }
  } catch (error) {
    if (stop.aborted) await checkpoint(run, file, place);
    throw error;
  }
  await checkpoint(run, file, place);
  if (isCut) await note(run, async () => ({ truncated: true }));
}

const fileOf = ({ record }: ExportRun) => record.file as ExportFileRecord;

/** First the file, then what is written down of it: the file may hold more than that, never less. */
async function checkpoint(run: ExportRun, file: ExportWriter, place: Place): Promise<void> {
  const { messagesExported, messagesSkipped, bytesWritten } = run.record.progress;
  const known = fileOf(run);
  const { exported, skipped, position } = place;
  const mark = await file.mark();
  await file.flush();
  await note(run, async () => ({
    progress: {
      messagesExported: messagesExported + exported,
      messagesSkipped: messagesSkipped + skipped,
      bytesWritten: mark.written,
    },
    ...(exported + skipped > 0 && { setbacks: 0 }),
    file: { ...known, mark, position, skipped: known.skipped + skipped },
  }));
  run.tools.meter.exported(exported, skipped, mark.written - bytesWritten);
  Object.assign(place, { exported: 0, skipped: 0 });
}

/** The message with its texts; undefined when it vanished or is too large. */
async function fetchMessage(run: ExportRun, found: FoundMessage): Promise<Message | undefined> {
  const { textType, maxBytes, includeAttachments } = run.record.request;
  const isMbox = formatOf(run.record.request) === "mbox";
  const mostBytes = run.tools.settings.get("exportMaxMessageSize") ?? Infinity;
  if ((includeAttachments || isMbox) && (found.size ?? 0) > mostBytes) return undefined;
  const wish = isMbox ? {} : { textType, ...(maxBytes > 0 && { maxBytes }) };
  return unlessGone(
    askAgain(run.ask, async (signal) => (await run.open()).getMessage(found.message, { ...wish, signal })),
  );
}

/** Whether the message went to the file; one that vanished before all of it was read does not. */
async function write(
  run: ExportRun,
  file: ExportWriter,
  message: Message,
  { path, receivedAt }: { path: string; receivedAt: Date },
): Promise<boolean> {
  if (formatOf(run.record.request) === "mbox") {
    const isWritten = writeSource(run, file, message, receivedAt).then(() => true);
    return (await unlessGone(isWritten)) ?? false;
  }
  if (!run.record.request.includeAttachments || !message.attachments?.length) {
    await writeMessage(file, message, path);
    return true;
  }
  const isWritten = writeContents(run, file, message, path).then(() => true);
  return (await unlessGone(isWritten)) ?? false;
}

async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (hasCode(error, "MessageNotFound")) return undefined;
    throw error;
  }
}
