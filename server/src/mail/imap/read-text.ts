import type { TextType } from "@posthorn/contracts/messages";
import { decodeText } from "../../mime/decode-text.ts";
import { unwrapFlowed } from "../../mime/flowed.ts";
import { decodeTransfer } from "../../mime/transfer-decoder.ts";
import type { ImapClient } from "./connection.ts";
import type { TextPart } from "./message-structure.ts";

export interface ReadText {
  plain?: string;
  html?: string;
  hasMore: boolean;
}

/** Bytes asked for in one FETCH. A chunk is parsed and decoded in one go, and others wait for it: larger ones download a little faster and make everybody else slower. */
export const CHUNK_BYTES = 256 * 1024;
/** No text is worth more memory than this. */
const MAX_TEXT_BYTES = 250 * 1024 * 1024;
/** The most bytes that one character takes in any encoding (quoted-printable of four bytes). */
const BYTES_PER_CHARACTER = 12;

/** The text of a message that is in the selected mailbox. */
export async function readText(
  client: ImapClient,
  uid: number,
  parts: readonly TextPart[],
  { textType = "*", maxCharacters = Infinity }: { textType?: TextType; maxCharacters?: number },
): Promise<ReadText> {
  const text: ReadText = { hasMore: false };
  for (const type of ["plain", "html"] as const) {
    if (textType !== "*" && textType !== type) continue;
    const wanted = parts.filter((part) => part.type === type);
    if (wanted.length === 0) continue;
    const pieces: string[] = [];
    let left = maxCharacters;
    for (const [i, part] of wanted.entries()) {
      if (left <= 0) {
        text.hasMore ||= wanted.slice(i).some(({ size }) => size > 0);
        break;
      }
      const limit = Math.min(MAX_TEXT_BYTES, left * BYTES_PER_CHARACTER + 1024);
      const { bytes, isCut } = await readPart(client, uid, part.part, limit);
      const piece = toText(bytes, part);
      text.hasMore ||= isCut || piece.length > left;
      pieces.push(cut(piece, left));
      left -= piece.length + 1;
    }
    text[type] = pieces.join("\n");
  }
  return text;
}

function toText(bytes: Buffer, part: TextPart): string {
  const text = decodeText(decodeTransfer(bytes, part.encoding), part.charset).replaceAll("\r\n", "\n");
  return part.flowed ? unwrapFlowed(text, part.deleteSpace) : text;
}

/** Never between the two halves of a surrogate pair. */
function cut(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const end = characters > 0 && (text.charCodeAt(characters - 1) & 0xfc00) === 0xd800 ? characters - 1 : characters;
  return text.slice(0, end);
}

async function readPart(client: ImapClient, uid: number, part: string, limit: number) {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of partChunks(client, uid, part, limit)) {
    chunks.push(chunk);
    length += chunk.length;
  }
  return { bytes: Buffer.concat(chunks), isCut: length >= limit };
}

/**
 * A part of a message, piece by piece as it is asked for; `""` is the whole message. Ends silently
 * when there is nothing, so that who needs a 404 asks for the first chunk before anything else.
 */
export async function* partChunks(
  client: ImapClient,
  uid: number,
  part: string,
  limit = Infinity,
): AsyncGenerator<Buffer> {
  for (let start = 0; start < limit;) {
    const maxLength = Math.min(CHUNK_BYTES, limit - start);
    const chunk = await fetchChunk(client, uid, part, start, maxLength);
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
  return part === "" ? fetched.source : fetched.bodyParts?.get(part.toLowerCase());
}
