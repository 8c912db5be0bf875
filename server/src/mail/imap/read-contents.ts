import type { ImapClient } from "./connection.ts";
import { decodeTransfer } from "../../mime/transfer-decoder.ts";
import type { AttachedPart } from "./message-structure.ts";
import { partChunks } from "./read-text.ts";

/** Bytes of all attachments of a message together, as they are stored, that an event may carry. */
const MAX_TOTAL_BYTES = 10 * 1024 * 1024;

/**
 * The content of a message's attachments in base64, by part number: of each that is no larger than
 * `maxBytes` as it is stored (0 is no limit), as far as there is room for all of them together. What
 * is in an enclosed message comes with that. `step` runs one question to the server.
 */
export async function readContents(
  client: ImapClient,
  uid: number,
  parts: readonly AttachedPart[],
  maxBytes: number,
  step: <T>(ask: () => Promise<T>) => Promise<T>,
): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  let left = MAX_TOTAL_BYTES;
  for (const { part, size, encoding, encodedInMessage } of parts) {
    if (encodedInMessage || size > left || (maxBytes > 0 && size > maxBytes)) continue;
    left -= size;
    const chunks: Buffer[] = [];
    // What is larger than the server said it is gets cut off.
    const reader = partChunks(client, uid, part, { limit: size });
    for (;;) {
      const { value, done } = await step(() => reader.next());
      if (done) break;
      chunks.push(value);
    }
    contents.set(part, decodeTransfer(Buffer.concat(chunks).subarray(0, size), encoding).toString("base64"));
  }
  return contents;
}
