import { type MimeNode, Splitter } from "@zone-eu/mailsplit";
import libmime from "libmime";
import { decodeText } from "../decode-text.ts";
import { decodeWords } from "../decode-words.ts";
import { parseHeaders } from "../headers.ts";
import { readAddresses } from "../read-addresses.ts";
import { decodeTransfer } from "../transfer-decoder.ts";
import type { Letter, ReportPart } from "./report.ts";

/** A message, as far as it may be a report. */
export interface LetterWithParts {
  letter: Letter;
  parts: ReportPart[];
}

/** What is kept of a part, as it is stored. */
const MAX_PART_BYTES = 1024 * 1024;
/** Of a message and what it encloses. */
const MAX_PARTS = 50;
/** A report about a report about a report. */
const MAX_DEPTH = 4;

/**
 * Takes a whole message apart, with the texts and reports of those that it encloses. Bears an mbox separator in front, any line
 * ends and a broken structure: what has no parts at all is one text. Throws where the header is over 1 MiB.
 */
export async function readLetter(raw: Buffer): Promise<LetterWithParts> {
  const message = withoutSeparator(raw.includes(0x0a) ? raw : withLineFeeds(raw));
  const parts: ReportPart[] = [];
  const root = await readParts(message, parts, 0);
  const { headers } = root;
  const type = libmime.parseHeaderValue(headers["content-type"]?.[0] ?? "text/plain");
  const isReport = String(type.value).trim().toLowerCase() === "multipart/report";
  const reportType = isReport ? (type.params as Record<string, string>)["report-type"] : undefined;
  const subject = headers["subject"]?.[0];
  return {
    letter: {
      from: readAddresses(headers["from"]?.[0] ?? "")[0],
      subject: subject === undefined ? undefined : decodeWords(subject),
      headers,
      reportType: reportType?.toLowerCase(),
      contentTypes: parts
        .filter(({ contentType, isEnclosed }) => !isEnclosed && !/^text\/(plain|html)$/.test(contentType))
        .map(({ contentType }) => contentType),
    },
    parts,
  };
}

async function readParts(message: Buffer, into: ReportPart[], depth: number) {
  const splitter = new Splitter({ ignoreEmbedded: true });
  splitter.end(message);
  const leaves: { node: MimeNode; chunks: Buffer[]; size: number }[] = [];
  const loose: Buffer[] = [];
  let head: Buffer | undefined;
  for await (const piece of splitter) {
    if (piece.type === "node") {
      head ??= piece.getHeaders();
      if (!piece.multipart) leaves.push({ node: piece, chunks: [], size: 0 });
    } else if (piece.type === "body") {
      const leaf = leaves.at(-1);
      if (leaf === undefined || leaf.size >= MAX_PART_BYTES) continue;
      leaf.chunks.push(piece.value);
      leaf.size += piece.value.length;
    } else loose.push(piece.value);
  }
  const isEnclosed = depth > 0;
  const found = leaves.filter(({ size }) => size > 0);
  // A multipart without parts: its text stands where nobody looks for it.
  if (found.length === 0 && loose.length > 0)
    into.push({ contentType: "text/plain", content: decodeText(cut(loose), undefined), isEnclosed });
  for (const { node, chunks } of found) {
    if (into.length >= MAX_PARTS) break;
    const content = decodeTransfer(cut(chunks), node.encoding || undefined);
    const contentType = node.contentType || "text/plain";
    into.push({ contentType, content: decodeText(content, node.charset || undefined), isEnclosed });
    // One that can't be taken apart is told as it is.
    if (/^message\/(rfc822|global)$/.test(contentType) && depth < MAX_DEPTH)
      await readParts(content, into, depth + 1).catch(() => undefined);
  }
  return { headers: parseHeaders(head ?? Buffer.alloc(0)) };
}

const cut = (chunks: Buffer[]) => Buffer.concat(chunks).subarray(0, MAX_PART_BYTES);

/** Of a message whose lines end as they did on old machines. */
const withLineFeeds = (raw: Buffer): Buffer => Buffer.from(raw.toString("latin1").replaceAll("\r", "\n"), "latin1");

/** Without the line that begins a message in an mbox (RFC 4155). */
function withoutSeparator(raw: Buffer): Buffer {
  if (!/^(>?From )/.test(raw.toString("latin1", 0, 6))) return raw;
  const end = raw.indexOf(0x0a);
  return end === -1 ? raw : raw.subarray(end + 1);
}
