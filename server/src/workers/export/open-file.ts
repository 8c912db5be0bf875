import { ExportWriter, newExportKey } from "../../storage/export-file.ts";
import { type ExportRun, note } from "./export-run.ts";

/** How long a machine may be away before another one begins its export's file anew. */
const PATIENCE_MS = 10 * 60 * 1000;

/** The file is on another machine, which may yet go on with it. */
export class FileElsewhere extends Error {}

/**
 * The export's file, ready to be written on from where the database says it is complete. Begun anew
 * when there is none, or when it got lost: what was found is all still known.
 */
export async function openFile(run: ExportRun): Promise<ExportWriter> {
  const { files, now, storage } = run.tools;
  const { file, notedAt, progress } = run.record;
  await files.prepare();
  if (file !== null) {
    const writer = await ExportWriter.resume(files.pathOf(run.id), Buffer.from(file.key, "base64"), file.mark);
    if (writer !== null) return writer;
    const isElsewhere = !storage.engine.hasSingleWriter && file.node !== files.node;
    if (isElsewhere && now() - notedAt < PATIENCE_MS) throw new FileElsewhere();
    run.tools.log.warn(
      { exportId: run.id, node: file.node, directory: file.directory },
      "The file of an export is gone and is written anew",
    );
  }
  const key = newExportKey();
  const writer = await ExportWriter.create(files.pathOf(run.id), key);
  try {
    const mark = await writer.mark();
    const { node, directory } = files;
    // Passed over in the meantime are only those that a look at the mailboxes found unreadable.
    const messagesSkipped = file === null ? progress.messagesSkipped : progress.messagesSkipped - file.skipped;
    await note(run, async () => ({
      phase: "exporting",
      progress: { messagesExported: 0, messagesSkipped, bytesWritten: 0 },
      file: { node, directory, key: key.toString("base64"), mark, position: null, skipped: 0 },
    }));
    return writer;
  } catch (error) {
    await writer.close();
    throw error;
  }
}
