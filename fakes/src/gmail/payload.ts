import iconv from "iconv-lite";
import libmime from "libmime";
import type { MimePart } from "../imap/mime-part.ts";

/** MessagePart of the Gmail API. */
export interface MessagePart {
  partId: string;
  mimeType: string;
  filename: string;
  headers: { name: string; value: string }[];
  body: { size: number; data?: string; attachmentId?: string };
  parts?: MessagePart[];
}

/** Header fields in order, unfolded. */
export function headersOf({ header }: Pick<MimePart, "header">, { isDecoded = false } = {}) {
  const text = header.toString("utf8").replaceAll(/\r?\n[ \t]+/g, " ");
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name, value = ""] = /^([!-9;-~]+)[ \t]*:(.*)$/s.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ name, value: isDecoded ? libmime.decodeWords(value.trim()) : value.trim() }];
  });
}

/**
 * A message in Gmail's form. What has a name, or is no text, has a token in place of its content; tokens are others each
 * time. Text comes in UTF-8, whatever it was written in.
 */
export function toPayload(
  part: MimePart,
  { partId = "", tokenFor, isDecoded }: { partId?: string; tokenFor(partId: string): string; isDecoded: boolean },
): MessagePart {
  const below = part.message ? [part.message] : part.parts;
  const filename = libmime.decodeWords(part.disposition?.parameters["filename"] ?? part.parameters["name"] ?? "");
  const isMultipart = part.type.startsWith("multipart/");
  const content = isMultipart ? Buffer.alloc(0) : contentOf(part);
  const isHidden = filename !== "" || !part.type.startsWith("text/");
  const text = isHidden || isMultipart ? content : inUtf8(content, part.parameters["charset"]);
  return {
    partId,
    mimeType: part.type,
    filename,
    headers: headersOf(part, { isDecoded }),
    body: isMultipart
      ? { size: 0 }
      : isHidden
        ? { size: content.length, attachmentId: tokenFor(partId) }
        : { size: text.length, data: text.toString("base64url") },
    ...(below.length > 0 && {
      parts: below.map((child, index) =>
        toPayload(child, { partId: partId === "" ? `${index}` : `${partId}.${index}`, tokenFor, isDecoded }),
      ),
    }),
  };
}

/** The part that a partId names; undefined where there is none. */
export function partBy(root: MimePart, partId: string): MimePart | undefined {
  let at: MimePart | undefined = root;
  for (const index of partId === "" ? [] : partId.split("."))
    at = (at?.message ? [at.message] : at?.parts)?.[Number(index)];
  return at;
}

/** Decoded content of a part. */
export function contentOf({ body, encoding }: MimePart): Buffer {
  if (encoding === "base64") return Buffer.from(body.toString("latin1"), "base64");
  if (encoding !== "quoted-printable") return body;
  const text = body.toString("latin1").replaceAll(/=[ \t]*\r?\n/g, "");
  return Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

const inUtf8 = (content: Buffer, charset = "utf-8") =>
  iconv.encodingExists(charset) ? Buffer.from(iconv.decode(content, charset)) : content;

/** All text of a message, for searches and snippets. */
export function textOf(part: MimePart): string {
  const own = part.type.startsWith("text/") ? inUtf8(contentOf(part), part.parameters["charset"]).toString() : "";
  return [part.type === "text/html" ? own.replaceAll(/<[^>]*>/g, " ") : own, ...part.parts.map(textOf)].join(" ");
}
