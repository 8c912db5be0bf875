import type { AttachmentEntry } from "@posthorn/contracts/messages";
import { shownContentIds, withoutBrackets } from "../../mime/shown-content-ids.ts";
import { TnefError } from "../../mime/tnef/byte-reader.ts";
import { readTnef, type Tnef, type TnefAttachment } from "../../mime/tnef/read-tnef.ts";
import { decodeTransfer } from "../../mime/transfer-decoder.ts";
import type { ImapClient } from "./connection.ts";
import { attachmentId, enclosedPart, type MessageKey } from "./message-id.ts";
import type { AttachedPart } from "./message-structure.ts";
import { partChunks } from "./read-text.ts";

/** As it is stored. A larger one stays a plain attachment. */
const MAX_BYTES = 30 * 1024 * 1024;
/** No mail program makes more than one. */
const MAX_TNEFS = 5;

const TNEF = /^application\/(?:vnd\.)?ms-tnef$/;

export interface Unpacked {
  attachments: AttachmentEntry[];
  plain?: string;
  html?: string;
}

/** What the TNEFs of a message in the selected mailbox hold: their attachments, and the texts of the first with any. */
export async function unpackTnefs(
  client: ImapClient,
  key: MessageKey,
  parts: readonly AttachedPart[],
): Promise<Unpacked> {
  const unpacked: Unpacked = { attachments: [] };
  for (const part of parts.filter(isTnef).slice(0, MAX_TNEFS)) {
    const tnef = await readOne(client, key.uid, part);
    if (!tnef) continue;
    const shown = shownContentIds(
      tnef.html ?? "",
      tnef.attachments.map(({ contentId }) => contentId),
    );
    for (const [index, attachment] of tnef.attachments.entries())
      unpacked.attachments.push(toEntry(key, part, index + 1, attachment, shown));
    if (unpacked.plain !== undefined || unpacked.html !== undefined) continue;
    const { plain, html } = tnef;
    Object.assign(unpacked, { ...(plain && { plain }), ...(html && { html }) });
  }
  return unpacked;
}

/** The attachment with this number, from 1, in a TNEF; undefined where there is none. */
export async function fetchEnclosed(client: ImapClient, uid: number, part: AttachedPart, number: number) {
  return isTnef(part) ? (await readOne(client, uid, part))?.attachments[number - 1] : undefined;
}

/** What is in an enclosed message is that message's. */
const isTnef = ({ contentType, encodedInMessage, size }: AttachedPart) =>
  TNEF.test(contentType) && !encodedInMessage && size <= MAX_BYTES;

/** Undefined where it is too large, in spite of what the server says, or no TNEF. */
async function readOne(client: ImapClient, uid: number, { part, encoding }: AttachedPart): Promise<Tnef | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of partChunks(client, uid, part, { limit: MAX_BYTES + 1 })) {
    chunks.push(chunk);
    length += chunk.length;
  }
  if (length > MAX_BYTES) return undefined;
  try {
    return readTnef(decodeTransfer(Buffer.concat(chunks), encoding));
  } catch (error) {
    if (error instanceof TnefError) return undefined;
    throw error;
  }
}

function toEntry(
  key: MessageKey,
  { part }: AttachedPart,
  number: number,
  { contentType, filename, contentId, content }: TnefAttachment,
  shown: ReadonlySet<string>,
): AttachmentEntry {
  const isShown = contentId !== undefined && shown.has(withoutBrackets(contentId));
  return {
    id: attachmentId(key, enclosedPart(part, number)),
    contentType,
    encodedSize: content.length,
    embedded: isShown,
    inline: isShown,
    encodedInMessage: false,
    ...(contentId === undefined ? {} : { contentId }),
    ...(filename === undefined ? {} : { filename }),
    enclosedIn: attachmentId(key, part),
  };
}
