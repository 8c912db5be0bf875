import { decode, encode } from "@msgpack/msgpack";
import { messageNotFound } from "./errors.ts";

// A message id is Graph's own immutable one, a text id the same, an attachment id msgpack [message, attachment] in
// base64url. Ids that clients kept from an imported installation have the same layout.

/** No immutable id is shorter: it names the store and the entry in it. */
const SHORTEST = 40;

/** Graph's id of a message. What can be none is MessageNotFound without a question. */
export function readMessageId(id: string): string {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(id)) throw messageNotFound();
  const bare = id.replace(/=+$/, "");
  if (bare.length < SHORTEST) throw messageNotFound();
  return bare.padEnd(Math.ceil(bare.length / 4) * 4, "=");
}

export interface AttachmentKey {
  message: string;
  attachment: string;
}

export const attachmentId = ({ message, attachment }: AttachmentKey): string =>
  Buffer.from(encode([message, attachment])).toString("base64url");

export function readAttachmentId(id: string): AttachmentKey {
  let parts: unknown;
  try {
    parts = decode(Buffer.from(id, "base64url"));
  } catch {
    throw messageNotFound();
  }
  if (!Array.isArray(parts) || parts.length !== 2) throw messageNotFound();
  const [message, attachment] = parts as unknown[];
  if (typeof message !== "string" || typeof attachment !== "string" || !/^[\w=-]{1,1024}$/.test(attachment))
    throw messageNotFound();
  return { message: readMessageId(message), attachment };
}

/** The message that an id of it, or of an attachment, speaks of. */
export function readAnyId(id: string): string {
  try {
    return readAttachmentId(id).message;
  } catch {
    return readMessageId(id);
  }
}
