import { decode, encode } from "@msgpack/msgpack";
import { PosthornError } from "../../core/errors.ts";

/** Which message: the number of its mailbox and its UID there. */
export interface MessageKey {
  mailbox: number;
  uid: number;
}

/** Part numbers of a message's text. */
export interface TextParts {
  plain: string[];
  html: string[];
}

// A message id is two big-endian uint32, mailbox number and UID, in base64url. A text id goes on
// with msgpack [[plain], [html], [other]], an attachment id with a part number in ASCII.
// Ids that clients kept from an imported installation have the same layout.

export const MESSAGE_ID_BYTES = 8;

export function messageId({ mailbox, uid }: MessageKey): string {
  return head({ mailbox, uid }).toString("base64url");
}

export function textId(key: MessageKey, { plain, html }: TextParts): string {
  return Buffer.concat([head(key), encode([plain, html, []])]).toString("base64url");
}

export function attachmentId(key: MessageKey, part: string): string {
  return Buffer.concat([head(key), Buffer.from(part, "latin1")]).toString("base64url");
}

export function readMessageId(id: string): MessageKey {
  const bytes = bytesOf(id);
  if (bytes.length !== MESSAGE_ID_BYTES) throw messageNotFound();
  return readHead(bytes);
}

export function readTextId(id: string): MessageKey & { parts: TextParts } {
  const bytes = bytesOf(id);
  const key = readHead(bytes);
  let lists: unknown;
  try {
    lists = decode(bytes.subarray(MESSAGE_ID_BYTES));
  } catch {
    throw messageNotFound();
  }
  if (!Array.isArray(lists)) throw messageNotFound();
  return { ...key, parts: { plain: partNumbers(lists[0]), html: partNumbers(lists[1]) } };
}

/** Names what is no part of the message itself, but the attachment with this number, from 1, in a part of it. */
export const enclosedPart = (part: string, number: number) => `${part}.t${number}`;

/** `enclosed` is the number of an attachment within the part. */
export function readAttachmentId(id: string): MessageKey & { part: string; enclosed: number | undefined } {
  const bytes = bytesOf(id);
  const [part = "", enclosed, ...rest] = bytes.subarray(MESSAGE_ID_BYTES).toString("latin1").split(".t");
  if (!isPartNumber(part) || rest.length > 0) throw messageNotFound();
  if (enclosed !== undefined && !/^[1-9]\d{0,3}$/.test(enclosed)) throw messageNotFound();
  return { ...readHead(bytes), part, enclosed: enclosed === undefined ? undefined : Number(enclosed) };
}

/** The message that the id of it, or of a part of it, speaks of. */
export const readAnyId = (id: string): MessageKey => readHead(bytesOf(id));

export const messageNotFound = (cause?: unknown) =>
  new PosthornError("not_found", "Message not found", { code: "MessageNotFound", cause });

function head({ mailbox, uid }: MessageKey): Buffer {
  const bytes = Buffer.alloc(MESSAGE_ID_BYTES);
  bytes.writeUInt32BE(mailbox, 0);
  bytes.writeUInt32BE(uid, 4);
  return bytes;
}

function readHead(bytes: Buffer): MessageKey {
  if (bytes.length < MESSAGE_ID_BYTES) throw messageNotFound();
  const key = { mailbox: bytes.readUInt32BE(0), uid: bytes.readUInt32BE(4) };
  if (key.mailbox === 0 || key.uid === 0) throw messageNotFound();
  return key;
}

function bytesOf(id: string): Buffer {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(id)) throw messageNotFound();
  return Buffer.from(id, "base64url");
}

/** Part numbers come from callers and go into commands, so nothing else may pass. */
const isPartNumber = (part: unknown): part is string =>
  typeof part === "string" && /^\d+(\.\d+)*$/.test(part) && part.length < 200;

function partNumbers(list: unknown): string[] {
  if (!Array.isArray(list) || !list.every(isPartNumber)) throw messageNotFound();
  return list;
}
