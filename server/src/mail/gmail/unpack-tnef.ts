import type { AttachmentEntry, Message } from "@posthorn/contracts/messages";
import { shownContentIds, withoutBrackets } from "../../mime/shown-content-ids.ts";
import { TnefError } from "../../mime/tnef/byte-reader.ts";
import { readTnef, type Tnef, type TnefAttachment } from "../../mime/tnef/read-tnef.ts";
import type { GmailCallOptions } from "./api.ts";
import type { GmailContext } from "./context.ts";
import { attachmentId, textId } from "./message-id.ts";
import type { ReadMessage } from "./message-object.ts";
import type { AttachedPart } from "./message-parts.ts";
import { contentOf } from "./part-content.ts";
import { cutTexts, type TextWish } from "./read-text.ts";

/** A larger one stays a plain attachment. */
const MAX_BYTES = 30 * 1024 * 1024;
/** No mail program makes more than one. */
const MAX_TNEFS = 5;

const TNEF = /^application\/(?:vnd\.)?ms-tnef$/;

/** What the TNEFs of a message hold: their attachments, and the texts of the first with any. */
export async function unpackTnefs(
  context: GmailContext,
  { message, parts }: ReadMessage,
  options: GmailCallOptions,
  wish: TextWish,
): Promise<{ attachments: AttachmentEntry[]; text?: NonNullable<Message["text"]> }> {
  const attachments: AttachmentEntry[] = [];
  let text: Message["text"];
  for (const part of parts.attachments.filter(isTnef).slice(0, MAX_TNEFS)) {
    const tnef = await readOne(context, message.id, part, options);
    if (!tnef) continue;
    const contentIds = tnef.attachments.map(({ contentId }) => contentId);
    const shown = shownContentIds(tnef.html ?? "", contentIds);
    for (const [index, attachment] of tnef.attachments.entries())
      attachments.push(toEntry(message.id, part, index + 1, attachment, shown));
    text ??= toText(message.id, tnef, wish);
  }
  return { attachments, ...(text && { text }) };
}

/** The attachment with this number, from 1, in a TNEF; undefined where there is none. */
export async function enclosedIn(
  context: GmailContext,
  message: string,
  part: AttachedPart,
  number: number,
  options: GmailCallOptions,
): Promise<TnefAttachment | undefined> {
  return isTnef(part) ? (await readOne(context, message, part, options))?.attachments[number - 1] : undefined;
}

/** What is in an enclosed message is that message's. */
const isTnef = ({ contentType, encodedInMessage, size }: AttachedPart) =>
  TNEF.test(contentType) && !encodedInMessage && size <= MAX_BYTES;

async function readOne(
  context: GmailContext,
  message: string,
  part: AttachedPart,
  options: GmailCallOptions,
): Promise<Tnef | undefined> {
  const content = await contentOf(context, message, part, options);
  if (content.length > MAX_BYTES) return undefined;
  try {
    return readTnef(content);
  } catch (error) {
    if (error instanceof TnefError) return undefined;
    throw error;
  }
}

/** The text of a message that has none but in a TNEF. No id leads to it, since it is no part. */
function toText(message: string, { plain, html }: Tnef, wish: TextWish): Message["text"] {
  if (!plain && !html) return undefined;
  return {
    id: textId({ message, plain: [], html: [] }),
    encodedSize: {
      ...(plain && { plain: Buffer.byteLength(plain) }),
      ...(html && { html: Buffer.byteLength(html) }),
    },
    ...(wish.textType !== undefined && cutTexts({ plain: plain || undefined, html: html || undefined }, wish)),
  };
}

function toEntry(
  message: string,
  around: AttachedPart,
  number: number,
  { contentType, filename, contentId, content }: TnefAttachment,
  shown: ReadonlySet<string>,
): AttachmentEntry {
  const isShown = contentId !== undefined && shown.has(withoutBrackets(contentId));
  return {
    id: attachmentId(message, { contentType, inline: isShown, filename, part: `${around.part}#${number}` }),
    contentType,
    encodedSize: content.length,
    embedded: isShown,
    inline: isShown,
    encodedInMessage: false,
    ...(contentId === undefined ? {} : { contentId }),
    ...(filename === undefined ? {} : { filename }),
    enclosedIn: attachmentId(message, around),
  };
}
