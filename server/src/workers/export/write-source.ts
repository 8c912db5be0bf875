import type { Message } from "@posthorn/contracts/messages";
import { inMbox } from "../../mime/in-mbox.ts";
import type { ExportMark, ExportWriter } from "../../storage/export-file.ts";
import { askAgain } from "./ask.ts";
import type { ExportRun } from "./export-run.ts";

/** What is read of a message before any of it is written: a mark in the file costs compression, and most need none. */
const MOST_HELD_BYTES = 1024 * 1024;

/** Writes a message as it is, in an mbox. What fails half-way is taken back and begun again. */
export async function writeSource(
  run: ExportRun,
  file: ExportWriter,
  message: Message,
  receivedAt: Date,
): Promise<void> {
  const sender = message.from?.address;
  let mark: ExportMark | undefined;
  await askAgain(run.ask, async (signal) => {
    const source = await (await run.open()).getSource(message.id, { signal });
    const held: Buffer[] = [];
    let heldBytes = 0;
    try {
      for await (const piece of inMbox(source, { sender, receivedAt })) {
        held.push(piece);
        heldBytes += piece.length;
        if (mark === undefined && heldBytes <= MOST_HELD_BYTES) continue;
        mark ??= await file.mark();
        for (const one of held.splice(0)) await file.append(one);
      }
    } catch (error) {
      if (mark) await file.rewind(mark);
      throw error;
    }
    for (const one of held) await file.append(one);
  });
}
