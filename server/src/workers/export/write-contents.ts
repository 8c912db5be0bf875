import type { Message } from "@posthorn/contracts/messages";
import type { ExportWriter } from "../../storage/export-file.ts";
import { askAgain, hasCode, isPassing } from "./ask.ts";
import type { ExportRun } from "./export-run.ts";
import { AttachmentFault, writeMessage } from "./write-message.ts";

/**
 * Writes a message with the contents of its attachments, as they arrive. What fails half-way is taken
 * back and begun again; an attachment that can't be read is written with the reason in its place.
 */
export async function writeContents(
  run: ExportRun,
  file: ExportWriter,
  message: Message,
  folder: string,
): Promise<void> {
  const mark = await file.mark();
  const missing = new Map<string, string>();
  await askAgain(run.ask, async (signal) => {
    const backend = await run.open();
    const read = async (attachment: string) => (await backend.getAttachment(attachment, { signal })).content;
    for (;;) {
      try {
        return await writeMessage(file, message, folder, { read, missing });
      } catch (error) {
        await file.rewind(mark);
        if (!(error instanceof AttachmentFault)) throw error;
        const { attachment, cause } = error;
        if (signal.aborted || isPassing(cause) || hasCode(cause, "MessageNotFound")) throw cause;
        missing.set(attachment, cause instanceof Error ? cause.message : String(cause));
      }
    }
  });
}
