import type { TextType } from "@posthorn/contracts/messages";
import type { FetchMessageObject } from "imapflow";
import { decodeText } from "../../mime/decode-text.ts";
import { unwrapFlowed } from "../../mime/flowed.ts";
import { decodeTransfer } from "../../mime/transfer-decoder.ts";
import type { ImapClient } from "./connection.ts";
import { messageNotFound } from "./message-id.ts";
import type { TextPart } from "./message-structure.ts";

export interface ReadText {
  plain?: string;
  html?: string;
  hasMore: boolean;
}

/** Bytes asked for in one FETCH. A chunk is parsed and decoded in one go, and others wait for it: larger ones download a little faster and make everybody else slower. */
export const CHUNK_BYTES = 256 * 1024;
/** More texts than this in one message are asked for one by one. */
const MAX_FIRST_CHUNKS = 16;
/** No text is worth more memory than this. */
const MAX_TEXT_BYTES = 250 * 1024 * 1024;
/** The most bytes that one character takes in any encoding (quoted-printable of four bytes). */
const BYTES_PER_CHARACTER = 12;

export interface TextWish {
  textType?: TextType | undefined;
  maxCharacters?: number | undefined;
}

/** A piece of a part, as imapflow asks for it. */
interface PartRange {
  key: string;
  start: number;
  maxLength: number;
}

/**
 * The beginnings of the text parts that readText is going to want, for a FETCH that is sent anyway
 * or at least for a single one. Small texts are all there then.
 */
export function firstChunks(parts: readonly TextPart[], wish: TextWish): PartRange[] {
  const ranges: PartRange[] = [];
  const maxLength = Math.min(CHUNK_BYTES, limitOf(wish.maxCharacters ?? Infinity));
  let expected = 0;
  for (const { part, type, size } of parts) {
    if (!isWanted(type, wish) || wish.maxCharacters === 0) continue;
    if (expected >= CHUNK_BYTES || ranges.length >= MAX_FIRST_CHUNKS) break;
    ranges.push({ key: part, start: 0, maxLength });
    expected += Math.min(size, maxLength);
  }
  return ranges;
}

/**
 * The text of a message that is in the selected mailbox. `begun` is the answer to a FETCH of
 * exactly these `firstChunks`; without it they are asked for.
 */
export async function readText(
  client: ImapClient,
  uid: number,
  parts: readonly TextPart[],
  wish: TextWish,
  begun?: FetchMessageObject,
): Promise<ReadText> {
  const text: ReadText = { hasMore: false };
  const ranges = firstChunks(parts, wish);
  const first =
    begun ??
    (ranges.length > 0 && (await client.fetchOne(String(uid), { uid: true, bodyParts: ranges }, { uid: true })));
  const asked = new Set(ranges.map(({ key }) => key));
  const firstOf = (part: string) => (asked.has(part) ? { chunk: first ? chunkOf(first, part) : undefined } : undefined);
  for (const type of ["plain", "html"] as const) {
    if (!isWanted(type, wish)) continue;
    const wanted = parts.filter((part) => part.type === type);
    if (wanted.length === 0) continue;
    const pieces: string[] = [];
    let left = wish.maxCharacters ?? Infinity;
    for (const [i, part] of wanted.entries()) {
      if (left <= 0) {
        text.hasMore ||= wanted.slice(i).some(({ size }) => size > 0);
        break;
      }
      const { bytes, isCut } = await readPart(client, uid, part.part, limitOf(left), firstOf(part.part));
      const piece = toText(bytes, part);
      text.hasMore ||= isCut || piece.length > left;
      pieces.push(cut(piece, left));
      left -= piece.length + 1;
    }
    text[type] = pieces.join("\n");
  }
  return text;
}

const isWanted = (type: TextPart["type"], { textType = "*" }: TextWish) => textType === "*" || textType === type;

/** Bytes that hold so many characters, whatever the encoding. */
const limitOf = (characters: number) => Math.min(MAX_TEXT_BYTES, characters * BYTES_PER_CHARACTER + 1024);

function toText(bytes: Buffer, part: TextPart): string {
  const text = decodeText(decodeTransfer(bytes, part.encoding), part.charset).replaceAll("\r\n", "\n");
  return part.flowed ? unwrapFlowed(text, part.deleteSpace) : text;
}

/** Texts that are there already, as far as they are wanted. */
export function cutTexts(texts: { [K in TextPart["type"]]: string | undefined }, wish: TextWish): ReadText {
  const read: ReadText = { hasMore: false };
  for (const type of ["plain", "html"] as const) {
    const text = texts[type];
    if (text === undefined || !isWanted(type, wish)) continue;
    read[type] = cut(text, wish.maxCharacters ?? Infinity);
    read.hasMore ||= read[type].length < text.length;
  }
  return read;
}

/** Never between the two halves of a surrogate pair. */
function cut(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const end = characters > 0 && (text.charCodeAt(characters - 1) & 0xfc00) === 0xd800 ? characters - 1 : characters;
  return text.slice(0, end);
}

async function readPart(
  client: ImapClient,
  uid: number,
  part: string,
  limit: number,
  first: { chunk: Buffer | undefined } | undefined,
) {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of partChunks(client, uid, part, { limit, ...(first && { first }) })) {
    chunks.push(chunk);
    length += chunk.length;
  }
  const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  // The first chunk may hold more than what is left to want.
  return { bytes: bytes.length > limit ? bytes.subarray(0, limit) : bytes, isCut: length >= limit };
}

/**
 * A part of a message, piece by piece as it is asked for; `""` is the whole message. Ends silently
 * when there is nothing, so that who needs a 404 asks for the first chunk before anything else; throws
 * MessageNotFound when the message goes half-way. `first` is the first chunk, when it is there already; `giveWay` is awaited between chunks.
 */
export async function* partChunks(
  client: ImapClient,
  uid: number,
  part: string,
  {
    limit = Infinity,
    first,
    giveWay,
  }: { limit?: number; first?: { chunk: Buffer | undefined }; giveWay?: () => Promise<void> } = {},
): AsyncGenerator<Buffer> {
  for (let start = 0; start < limit;) {
    const isFirst = start === 0 && first !== undefined;
    if (start > 0 && giveWay) await giveWay();
    const maxLength = Math.min(CHUNK_BYTES, limit - start);
    const chunk = isFirst ? first.chunk : await fetchChunk(client, uid, part, start, maxLength);
    if (chunk === undefined && start > 0) throw messageNotFound();
    if (chunk === undefined || chunk.length === 0) return;
    yield chunk;
    // A server that ignores the range sends everything at once.
    if (chunk.length !== maxLength) return;
    start += chunk.length;
  }
}

async function fetchChunk(client: ImapClient, uid: number, part: string, start: number, maxLength: number) {
  const query =
    part === ""
      ? { uid: true, source: { start, maxLength } }
      : { uid: true, bodyParts: [{ key: part, start, maxLength }] };
  const fetched = await client.fetchOne(String(uid), query, { uid: true });
  if (!fetched) return undefined;
  return part === "" ? contentOf(fetched.source) : chunkOf(fetched, part);
}

const chunkOf = (fetched: FetchMessageObject, part: string) => contentOf(fetched.bodyParts?.get(part.toLowerCase()));

/** Dovecot says NIL when the message is gone but its end was not told yet; imapflow makes `false` of it. */
const contentOf = (value: unknown) => (Buffer.isBuffer(value) ? value : undefined);
