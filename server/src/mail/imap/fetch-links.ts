import { parseHeaders } from "../../mime/headers.ts";
import { LINK_HEADERS, linksOf, type MessageLinks } from "../../mime/message-links.ts";
import type { ImapClient } from "./connection.ts";
import { atom, rawCommand, type RawResponse, rawText, type RawValue } from "./raw-command.ts";

/** Of each header: senders can make them as long as they like. */
const MAX_BYTES = 8 * 1024;

/**
 * How messages of the selected mailbox name each other, by UID, in the order of the server. Only the beginnings of
 * three headers are asked for, each by itself, so that none can crowd out another.
 */
export async function fetchLinks(client: ImapClient, uids: string): Promise<Map<number, MessageLinks>> {
  const items = LINK_HEADERS.map((name) => ({
    ...atom("BODY.PEEK"),
    section: [atom("HEADER.FIELDS"), [atom(name)]],
    partial: [0, MAX_BYTES],
  }));
  const found = new Map<number, MessageLinks>();
  await rawCommand(client, "UID FETCH", [{ type: "SEQUENCE", value: uids }, [atom("UID"), ...items]], "FETCH", (row) =>
    readRow(row, found),
  );
  return found;
}

function readRow({ attributes }: RawResponse, found: Map<number, MessageLinks>): void {
  const items = attributes?.[1];
  if (!Array.isArray(items)) return;
  let uid = 0;
  const headers: Buffer[] = [];
  for (let i = 0; i + 1 < items.length; i += 2) {
    const name = rawText(items[i])?.toUpperCase();
    if (name === "UID") uid = Number(rawText(items[i + 1]));
    else if (name?.startsWith("BODY")) headers.push(bytesOf(items[i + 1]));
  }
  // Flag changes of other messages may come along.
  if (uid > 0 && headers.length > 0) found.set(uid, linksOf(parseHeaders(Buffer.concat(headers))));
}

/** A literal or a quoted string; a server that ignores the range sends everything. */
function bytesOf(value: RawValue): Buffer {
  const content = value && !Array.isArray(value) ? value.value : undefined;
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(typeof content === "string" ? content : "");
  // One that was cut has no end of its own.
  return Buffer.concat([bytes.subarray(0, MAX_BYTES), Buffer.from("\r\n")]);
}
