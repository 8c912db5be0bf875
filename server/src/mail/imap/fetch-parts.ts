import { decodeTransfer } from "../../mime/transfer-decoder.ts";
import type { ImapClient } from "./connection.ts";

interface WantedPart {
  part: string;
  encoding: string | undefined;
}

/**
 * The beginnings of parts of a message in the selected mailbox, decoded, by part number: `maxBytes`
 * of each, as it is stored. One question to the server, or none when nothing is wanted; a part that
 * the server does not tell is missing.
 */
export async function fetchParts(
  client: ImapClient,
  uid: number,
  wanted: readonly WantedPart[],
  maxBytes: number,
): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  if (wanted.length === 0) return found;
  const bodyParts = wanted.map(({ part }) => ({ key: part, start: 0, maxLength: maxBytes }));
  const fetched = await client.fetchOne(String(uid), { uid: true, bodyParts }, { uid: true });
  for (const { part, encoding } of wanted) {
    const bytes = fetched ? fetched.bodyParts?.get(part) : undefined;
    // A server that ignores the range sends everything.
    if (bytes) found.set(part, decodeTransfer(bytes.subarray(0, maxBytes), encoding));
  }
  return found;
}
