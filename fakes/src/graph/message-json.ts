import iconv from "iconv-lite";
import libmime from "libmime";
import addressparser from "nodemailer/lib/addressparser";
import { headerValues, type MimePart } from "../imap/mime-part.ts";

export interface Recipient {
  emailAddress: { name?: string; address?: string };
}

/** What the model calls a message, as far as the fake keeps it. */
export interface MessageJson {
  /** Of what is more than a message. */
  "@odata.type"?: string;
  subject?: string;
  from?: Recipient;
  sender?: Recipient;
  toRecipients: Recipient[];
  ccRecipients: Recipient[];
  bccRecipients: Recipient[];
  replyTo: Recipient[];
  body: { contentType: "text" | "html"; content: string };
  internetMessageId: string;
  internetMessageHeaders?: { name: string; value: string }[];
  sentDateTime?: string;
  isRead: boolean;
  isDraft: boolean;
  flag: { flagStatus: string };
  categories: string[];
  importance: string;
}

export interface FileContent {
  kind: "fileAttachment" | "itemAttachment";
  name: string;
  contentType: string;
  isInline: boolean;
  contentId?: string;
  content: Buffer;
}

/** An invitation is a kind of its own, and its calendar no attachment. */
const isInvitation = ({ type, parts }: MimePart): boolean =>
  (type === "multipart/alternative" && parts.some((part) => part.type === "text/calendar")) || parts.some(isInvitation);

/** What Exchange makes of a MIME message: one body, and everything else as attachments. */
export function fromMime(root: MimePart): { json: MessageJson; files: FileContent[] } {
  const first = (name: string) => headerValues(root, name)[0]?.trim();
  const people = (name: string) => headerValues(root, name).flatMap(recipientsIn);
  const isMeeting = isInvitation(root);
  const leaves = leavesOf(root).filter(({ type }) => !isMeeting || type !== "text/calendar");
  const isText = ({ type, disposition }: MimePart) =>
    /^text\/(plain|html)$/.test(type) && disposition?.value.toLowerCase() !== "attachment";
  const texts = leaves.filter(isText);
  const html = texts.filter(({ type }) => type === "text/html");
  const shown = html.length > 0 ? html : texts;
  const subject = first("subject");
  const date = Date.parse(first("date") ?? "");
  const [from] = people("from");
  return {
    json: {
      ...(isMeeting && { "@odata.type": "#microsoft.graph.eventMessageRequest" }),
      ...(subject !== undefined && { subject: libmime.decodeWords(subject) }),
      ...(from && { from, sender: people("sender")[0] ?? from }),
      toRecipients: people("to"),
      ccRecipients: people("cc"),
      bccRecipients: people("bcc"),
      replyTo: people("reply-to"),
      body: { contentType: html.length > 0 ? "html" : "text", content: shown.map(textOf).join("\r\n") },
      internetMessageId: first("message-id") ?? "",
      internetMessageHeaders: headersIn(root),
      ...(!Number.isNaN(date) && { sentDateTime: stamp(date) }),
      isRead: false,
      isDraft: false,
      flag: { flagStatus: "notFlagged" },
      categories: [],
      importance: "normal",
    },
    // Exchange reads what a report is made of, and shows it to nobody.
    files: leaves.filter((leaf) => !isText(leaf) && (leaf.message || !leaf.type.startsWith("message/"))).map(toFile),
  };
}

/** Times have whole seconds. */
export const stamp = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

const leavesOf = (part: MimePart): MimePart[] => (part.parts.length > 0 ? part.parts.flatMap(leavesOf) : [part]);

function toFile(leaf: MimePart, index: number): FileContent {
  const { disposition, parameters, type, message } = leaf;
  const stated = disposition?.parameters["filename"] ?? parameters["name"];
  const contentId = headerValues(leaf, "content-id")[0]?.trim().replaceAll(/^<|>$/g, "");
  const method = parameters["method"];
  return {
    kind: message ? "itemAttachment" : "fileAttachment",
    name: stated === undefined ? `ATT0000${index + 1}` : libmime.decodeWords(stated),
    contentType: method === undefined ? type : `${type}; method=${method}`,
    isInline: disposition?.value.toLowerCase() === "inline",
    ...(contentId !== undefined && { contentId }),
    content: message ? leaf.body : contentOf(leaf),
  };
}

function headersIn({ header }: MimePart): { name: string; value: string }[] {
  const lines = header
    .toString("latin1")
    .replaceAll(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/);
  return lines.flatMap((line) => {
    const colon = line.indexOf(":");
    return colon > 0 ? [{ name: line.slice(0, colon), value: line.slice(colon + 1).trim() }] : [];
  });
}

const recipientsIn = (value: string): Recipient[] =>
  addressparser(value, { flatten: true }).map(({ name, address }) => ({
    emailAddress: { name: libmime.decodeWords(name) || (address ?? ""), address: address ?? "" },
  }));

/** The decoded content of a part. */
function contentOf({ body, encoding }: MimePart): Buffer {
  if (encoding === "base64") return Buffer.from(body.toString("latin1"), "base64");
  if (encoding !== "quoted-printable") return body;
  const joined = body.toString("latin1").replaceAll(/[ \t]*=\r?\n/g, "");
  const byte = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16));
  return Buffer.from(joined.replaceAll(/=([0-9a-f]{2})/gi, byte), "latin1");
}

function textOf(part: MimePart): string {
  const charset = part.parameters["charset"] ?? "utf-8";
  return iconv.decode(contentOf(part), iconv.encodingExists(charset) ? charset : "utf-8");
}

/** The body as it was asked for, by `Prefer: outlook.body-content-type`. */
export function bodyAs({ contentType, content }: MessageJson["body"], wanted: "text" | "html" | undefined) {
  if (wanted === undefined || wanted === contentType) return { contentType, content };
  if (wanted === "html")
    return { contentType: wanted, content: `<html><body><pre>${escape(content)}</pre></body></html>` };
  return { contentType: wanted, content: plainOf({ contentType, content }) };
}

export const plainOf = ({ contentType, content }: MessageJson["body"]) =>
  contentType === "text" ? content : content.replaceAll(/<[^>]*>/g, "");

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
