import libmime from "libmime";
import { readAddresses } from "../../mime/read-addresses.ts";
import { takeApart, type TakenFile, type TakenMessage } from "../../mime/take-apart.ts";
import type { GraphRecipient } from "./resources.ts";

/** A message as Graph's JSON has it, and its files, largest last. */
export interface StructuredMessage {
  json: Record<string, unknown>;
  files: TakenFile[];
}

/** Graph takes headers of our own, and so many. */
const MAX_HEADERS = 5;

// MAPI's words for what Graph's JSON has none for.
export const MESSAGE_FLAGS = "Integer 0x0E07";
export const DELIVERY_TIME = "SystemTime 0x0E06";
const REFERENCES = "String 0x1039";
const IN_REPLY_TO = "String 0x1042";

/** Of MESSAGE_FLAGS. */
export const MSGFLAG_READ = 1;
export const MSGFLAG_UNSENT = 8;

/** The message without its files. What it answers is kept, so that it stays in its conversation. */
export async function toStructured(raw: Buffer): Promise<StructuredMessage> {
  const message = await takeApart(raw);
  const { headers, html, plain = "" } = message;
  const people = (name: string) => recipientsIn(headers[name]);
  const [from] = people("from");
  const [sender] = people("sender");
  const subject = headers["subject"]?.[0];
  const own = ownHeaders(message);
  const properties = [
    { id: REFERENCES, value: headers["references"]?.[0] },
    { id: IN_REPLY_TO, value: headers["in-reply-to"]?.[0] },
  ].filter(({ value }) => value !== undefined);
  const messageId = headers["message-id"]?.[0];
  return {
    json: {
      ...(subject !== undefined && { subject: libmime.decodeWords(subject) }),
      body: html === undefined ? { contentType: "text", content: plain } : { contentType: "html", content: html },
      ...(from && { from }),
      ...(sender && { sender }),
      toRecipients: people("to"),
      ccRecipients: people("cc"),
      bccRecipients: people("bcc"),
      replyTo: people("reply-to"),
      ...(messageId !== undefined && { internetMessageId: messageId }),
      ...importanceOf(message),
      ...(own.length > 0 && { internetMessageHeaders: own }),
      ...(properties.length > 0 && { singleValueExtendedProperties: properties }),
    },
    files: message.files.toSorted((a, b) => a.content.length - b.content.length),
  };
}

const recipientsIn = (values: string[] | undefined): GraphRecipient[] =>
  (values ?? [])
    .flatMap((value) => readAddresses(value))
    .map(({ name, address }) => ({ emailAddress: { address, ...(name !== "" && { name }) } }));

const ownHeaders = ({ headers }: TakenMessage) =>
  Object.entries(headers)
    .filter(([name]) => name.startsWith("x-"))
    .flatMap(([name, values]) => values.map((value) => ({ name, value: libmime.decodeWords(value) })))
    .slice(0, MAX_HEADERS);

function importanceOf({ headers }: TakenMessage): { importance?: "high" | "low" } {
  const stated = `${headers["importance"]?.[0] ?? ""} ${headers["x-priority"]?.[0] ?? ""}`.toLowerCase();
  return /high|[12]/.test(stated) ? { importance: "high" } : /low|[45]/.test(stated) ? { importance: "low" } : {};
}

/** A file as an attachment in JSON. */
export const toAttachment = ({ contentType, filename, contentId, isInline, content }: TakenFile, index: number) => ({
  "@odata.type": "#microsoft.graph.fileAttachment",
  name: nameOf({ filename, contentType }, index),
  contentType,
  isInline,
  ...(contentId !== undefined && { contentId }),
  contentBytes: content.toString("base64"),
});

/** Graph wants a name for each. */
export const nameOf = ({ filename, contentType }: Pick<TakenFile, "filename" | "contentType">, index: number): string =>
  filename ?? `attachment_${index + 1}.${libmime.detectExtension(contentType) || "bin"}`;
