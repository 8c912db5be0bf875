import libmime from "libmime";
import { decodeText } from "../../mime/decode-text.ts";
import { joinMessage, splitMessage } from "../../mime/header-block.ts";
import { type HeaderMap, parseHeaders } from "../../mime/headers.ts";
import { decodeTransfer } from "../../mime/transfer-decoder.ts";

export interface Attachment {
  contentType: string;
  filename: string | undefined;
  contentId: string | undefined;
  /** Of a calendar. */
  method: string | undefined;
  isInline: boolean;
  /** Beside the HTML that shows it. */
  isEmbedded: boolean;
  encodedSize: number;
  content: Buffer;
}

export interface MailParts {
  headers: HeaderMap;
  plain: string | undefined;
  html: string | undefined;
  encodedSize: { plain?: number; html?: number };
  attachments: Attachment[];
}

/** More levels than any mail needs. */
const MAX_DEPTH = 20;

/** A message taken apart. */
export function readMail(raw: Buffer): MailParts {
  const parts: MailParts = {
    headers: headersOf(raw),
    plain: undefined,
    html: undefined,
    encodedSize: {},
    attachments: [],
  };
  readPart(raw, parts, { depth: 0, isRelated: false });
  return parts;
}

function headersOf(part: Buffer): HeaderMap {
  const { fields } = splitMessage(part);
  return parseHeaders(joinMessage({ fields, body: Buffer.alloc(0) }));
}

function readPart(part: Buffer, into: MailParts, { depth, isRelated }: { depth: number; isRelated: boolean }): void {
  const headers = headersOf(part);
  const { body } = splitMessage(part);
  const type = structured(headers["content-type"]?.[0] ?? "text/plain");
  const contentType = type.value.toLowerCase();
  const boundary = type.params["boundary"];
  if (contentType.startsWith("multipart/") && boundary !== undefined && depth < MAX_DEPTH) {
    for (const child of split(body, boundary)) {
      readPart(child, into, { depth: depth + 1, isRelated: contentType === "multipart/related" });
    }
    return;
  }
  const disposition = structured(headers["content-disposition"]?.[0] ?? "");
  const content = decodeTransfer(body, headers["content-transfer-encoding"]?.[0]);
  const isText = contentType === "text/plain" || contentType === "text/html";
  if (isText && disposition.value.toLowerCase() !== "attachment") {
    const kind = contentType === "text/html" ? "html" : "plain";
    into[kind] = (into[kind] ?? "") + decodeText(content, type.params["charset"]);
    into.encodedSize[kind] = (into.encodedSize[kind] ?? 0) + body.length;
    return;
  }
  const filename = disposition.params["filename"] ?? type.params["name"];
  into.attachments.push({
    contentType,
    filename: filename === undefined ? undefined : libmime.decodeWords(filename),
    contentId: headers["content-id"]?.[0],
    method: contentType === "text/calendar" ? type.params["method"] : undefined,
    isInline: disposition.value.toLowerCase() === "inline",
    isEmbedded: isRelated,
    encodedSize: body.length,
    content,
  });
}

function structured(value: string): { value: string; params: Record<string, string> } {
  const parsed = libmime.parseHeaderValue(value);
  return { value: String(parsed.value), params: parsed.params as Record<string, string> };
}

function split(body: Buffer, boundary: string): Buffer[] {
  const text = body.toString("latin1");
  const sections = `\r\n${text}`.split(`\r\n--${boundary}`);
  // Before the first boundary stands a preamble; "--" after one ends the list.
  const end = sections.findIndex((section, index) => index > 0 && section.startsWith("--"));
  return sections.slice(1, end === -1 ? undefined : end).map((section) =>
    // The rest of the boundary's own line does not belong to the part.
    Buffer.from(section.slice(section.indexOf("\n") + 1), "latin1"),
  );
}
