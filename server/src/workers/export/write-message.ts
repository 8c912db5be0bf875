import type { Readable } from "node:stream";
import type { ExportedAttachment, ExportedMessage } from "@posthorn/contracts/exports";
import type { AttachmentEntry, Message } from "@posthorn/contracts/messages";
import type { ExportWriter } from "../../storage/export-file.ts";

/** The content of an attachment could not be read; `cause` tells why. */
export class AttachmentFault extends Error {
  readonly attachment: string;

  constructor(attachment: string, cause: unknown) {
    super("An attachment could not be read", { cause });
    this.attachment = attachment;
  }
}

export interface Contents {
  read(attachment: string): Promise<Readable>;
  /** Why an attachment has no content, by its id. */
  missing: ReadonlyMap<string, string>;
}

/** Writes a message as a line of JSON. With `contents` those of its attachments are in it, and never in memory as a whole. */
export async function writeMessage(
  file: ExportWriter,
  message: Message,
  folder: string,
  contents?: Contents,
): Promise<void> {
  const line: ExportedMessage = { ...message, path: folder, folder };
  const { attachments = [], ...rest } = line;
  if (contents === undefined || attachments.length === 0) return file.append(`${JSON.stringify(line)}\n`);
  await file.append(`${JSON.stringify(rest).slice(0, -1)},"attachments":[`);
  for (const [index, attachment] of attachments.entries()) {
    if (index > 0) await file.append(",");
    await writeAttachment(file, attachment, contents);
  }
  await file.append("]}\n");
}

async function writeAttachment(file: ExportWriter, attachment: AttachmentEntry, contents: Contents): Promise<void> {
  const missing = contents.missing.get(attachment.id);
  if (missing !== undefined) {
    const entry: ExportedAttachment = { ...attachment, contentError: missing };
    return file.append(JSON.stringify(entry));
  }
  await file.append(`${JSON.stringify(attachment).slice(0, -1)},"content":"`);
  let isOurs = false;
  try {
    for await (const text of inBase64(await contents.read(attachment.id))) {
      isOurs = true;
      await file.append(text);
      isOurs = false;
    }
  } catch (error) {
    throw isOurs ? error : new AttachmentFault(attachment.id, error);
  }
  await file.append('"}');
}

/** Three bytes are four characters: what is left over of a piece goes with the next. */
async function* inBase64(content: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const piece of content) {
    const all = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const end = all.length - (all.length % 3);
    rest = Buffer.from(all.subarray(end));
    if (end > 0) yield all.toString("base64", 0, end);
  }
  if (rest.length > 0) yield rest.toString("base64");
}
