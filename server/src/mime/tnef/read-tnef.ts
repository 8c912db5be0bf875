import { decodeText } from "../decode-text.ts";
import { ByteReader, TnefError } from "./byte-reader.ts";
import { BINARY, OBJECT, type Property, readProperties, STRING8, UNICODE } from "./read-properties.ts";

export interface Tnef {
  plain?: string;
  html?: string;
  attachments: TnefAttachment[];
}

export interface TnefAttachment {
  filename: string | undefined;
  contentType: string;
  /** With its brackets. */
  contentId: string | undefined;
  content: Buffer;
}

/** More attachments than that are left out. */
const MAX_ATTACHMENTS = 500;

const MAX_FILENAME_LENGTH = 255;

const SIGNATURE = 0x223e9f78;
const LEVEL_MESSAGE = 1;
const LEVEL_ATTACHMENT = 2;

// Attributes ([MS-OXTNEF] section 2.1.3.3).
const OEM_CODEPAGE = 0x00069007;
const MESSAGE_PROPERTIES = 0x00069003;
const BODY = 0x0002800c;
const ATTACHMENT_BEGINS = 0x00069002;
const ATTACHMENT_TITLE = 0x00018010;
const ATTACHMENT_DATA = 0x0006800f;
const ATTACHMENT_PROPERTIES = 0x00069005;

// Properties ([MS-OXPROPS]).
const PLAIN = 0x1000;
const HTML = 0x1013;
const INTERNET_CODEPAGE = 0x3fde;
const DATA = 0x3701;
const METHOD = 0x3705;
const SHORT_FILENAME = 0x3704;
const LONG_FILENAME = 0x3707;
const DISPLAY_NAME = 0x3001;
const MIME_TYPE = 0x370e;
const CONTENT_ID = 0x3712;

/** What is attached is a message, in TNEF of its own ([MS-OXCMSG] section 2.2.2.9). */
const EMBEDDED_MESSAGE = 5;
/** What names the interface of an object, before its content. */
const OBJECT_HEAD_BYTES = 16;

const TYPE = /^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}$/;

/** What of an attachment was read so far. */
interface Parts {
  title?: Buffer;
  data?: Buffer;
  properties: Map<number, Property>;
}

/**
 * Takes apart a TNEF, `winmail.dat` ([MS-OXTNEF]): its texts and its attachments. Contents are parts of `bytes`,
 * nothing is copied. Throws a TnefError where it is none, or broken; checksums, which some writers get wrong, are not
 * looked at. A body in compressed RTF is no text here, and an attached message stays in one piece.
 */
export function readTnef(bytes: Buffer): Tnef {
  const reader = new ByteReader(bytes);
  if (reader.uint32() !== SIGNATURE) throw new TnefError("This is no TNEF");
  reader.uint16();
  const found: Parts[] = [];
  let codepage = 1252;
  let body: Buffer | undefined;
  let properties = new Map<number, Property>();
  // What is left over is less than an attribute; senders pad.
  while (reader.left >= 11) {
    const level = reader.uint8();
    const id = reader.uint32();
    const data = reader.take(reader.uint32());
    reader.uint16();
    if (level === LEVEL_MESSAGE) {
      if (id === OEM_CODEPAGE && data.length >= 4) codepage = data.readUInt32LE();
      else if (id === BODY) body = data;
      else if (id === MESSAGE_PROPERTIES) properties = readProperties(data);
    } else if (level === LEVEL_ATTACHMENT) {
      if (id === ATTACHMENT_BEGINS) {
        if (found.length === MAX_ATTACHMENTS) break;
        found.push({ properties: new Map() });
      }
      const attachment = found.at(-1);
      if (!attachment) continue;
      if (id === ATTACHMENT_TITLE) attachment.title = data;
      else if (id === ATTACHMENT_DATA) attachment.data = data;
      else if (id === ATTACHMENT_PROPERTIES) attachment.properties = readProperties(data);
    } else throw new TnefError("The TNEF has an attribute of an unknown level");
  }
  const plain = textOf(properties.get(PLAIN), codepage) ?? (body && toText(body, codepage));
  const html = textOf(properties.get(HTML), numberOf(properties.get(INTERNET_CODEPAGE)) ?? codepage);
  return {
    ...(plain !== undefined && { plain: plain.replaceAll("\r\n", "\n") }),
    ...(html !== undefined && { html: html.replaceAll("\r\n", "\n") }),
    attachments: found.map((parts) => toAttachment(parts, codepage)),
  };
}

function toAttachment({ title, data, properties }: Parts, codepage: number): TnefAttachment {
  const text = (id: number) => textOf(properties.get(id), codepage) || undefined;
  const method = numberOf(properties.get(METHOD));
  const inner = properties.get(DATA);
  const content = inner?.type === OBJECT ? inner.value.subarray(OBJECT_HEAD_BYTES) : (inner?.value ?? data);
  const type = text(MIME_TYPE)?.trim().toLowerCase() ?? "";
  const titled = title && toText(title, codepage);
  const filename = text(LONG_FILENAME) ?? (titled || undefined) ?? text(SHORT_FILENAME) ?? text(DISPLAY_NAME);
  const contentId = text(CONTENT_ID)?.replaceAll(/[<>\s]/g, "");
  return {
    filename: filename?.slice(0, MAX_FILENAME_LENGTH),
    contentType:
      method === EMBEDDED_MESSAGE ? "application/ms-tnef" : TYPE.test(type) ? type : "application/octet-stream",
    contentId: contentId && `<${contentId}>`,
    content: content ?? Buffer.alloc(0),
  };
}

const numberOf = (property: Property | undefined) =>
  property?.value.length === 4 ? property.value.readUInt32LE() : undefined;

function textOf(property: Property | undefined, codepage: number): string | undefined {
  if (property?.type === UNICODE) return withoutEnd(property.value.toString("utf16le"));
  return property?.type === STRING8 || property?.type === BINARY ? toText(property.value, codepage) : undefined;
}

const toText = (bytes: Buffer, codepage: number) =>
  withoutEnd(decodeText(bytes, CHARSETS[codepage] ?? `cp${codepage}`));

/** Texts end with a NUL. */
const withoutEnd = (text: string) => text.replace(/\0[^]*$/, "").toWellFormed();

/** Numbers of Windows for charsets, where the number is no name for it, too. */
const CHARSETS: Record<number, string> = {
  20127: "us-ascii",
  20866: "koi8-r",
  21866: "koi8-u",
  28591: "iso-8859-1",
  28592: "iso-8859-2",
  28595: "iso-8859-5",
  28597: "iso-8859-7",
  28599: "iso-8859-9",
  28605: "iso-8859-15",
  50220: "iso-2022-jp",
  51932: "euc-jp",
  51949: "euc-kr",
  54936: "gb18030",
  65001: "utf-8",
};
