import libmime from "libmime";
import addressparser from "nodemailer/lib/addressparser";
import { foldLines } from "nodemailer/lib/mime-funcs";
import MimeNode from "nodemailer/lib/mime-node";
import { PosthornError } from "../core/errors.ts";
import type { ComposedMessage, ComposeRequest, MailAddress } from "./compose-request.ts";
import { isControlHeader, readControlHeaders } from "./control-headers.ts";
import { fieldValue, type HeaderField, joinMessage, type SplitMessage, splitMessage } from "./header-block.ts";
import { bracketed, newMessageId } from "./message-id.ts";

/**
 * A message that came whole. Only its top header changes: what the request names replaces what is
 * there, what every message needs is added, control headers are taken out.
 */
export function composeRaw(request: ComposeRequest, given: Buffer | string): ComposedMessage {
  const message = split(typeof given === "string" ? Buffer.from(given, "base64") : given);
  const control = readControlHeaders(message.fields);
  const header = new Header(message.fields.filter(({ name }) => !isControlHeader(name)));
  const sendAt = control.sendAt ?? request.sendAt;

  header.replaceAddresses("From", request.from && [request.from]);
  if (!header.has("from") && request.defaultFrom) header.replaceAddresses("From", [request.defaultFrom]);
  header.replaceAddresses("To", request.to);
  header.replaceAddresses("Cc", request.cc);
  header.replaceAddresses("Bcc", request.bcc);
  if (request.subject !== undefined) header.replace("Subject", request.subject);
  for (const [name, values] of Object.entries(request.headers ?? {})) header.addCustom(name, [values].flat());
  if (request.inReplyTo !== undefined) header.replace("In-Reply-To", request.inReplyTo);
  if (request.references && request.references.length > 0) header.replace("References", request.references.join(" "));

  const envelope = envelopeOf(request, header);
  const messageId = bracketed(request.messageId) ?? bracketed(header.value("message-id"));
  const finalId = messageId ?? newMessageId(envelope.from, request.hostname);
  if (request.messageId !== undefined || messageId === undefined) header.replace("Message-ID", finalId);
  const isFuture = sendAt !== undefined && sendAt > request.now;
  if (isFuture || !header.has("date")) header.replace("Date", dateText(sendAt ?? request.date ?? request.now));
  if (!header.has("mime-version")) header.replace("MIME-Version", "1.0");

  const subject = header.value("subject");
  return {
    raw: joinMessage({ fields: header.fields, body: withCrLf(message.body) }),
    messageId: finalId,
    envelope,
    // Encoded words can say anything, too.
    subject: subject && libmime.decodeWords(subject).replaceAll("\0", "\ufffd").toWellFormed(),
    control,
  };
}

function split(raw: Buffer): SplitMessage {
  try {
    return splitMessage(raw);
  } catch (cause) {
    const message = (cause as Error).message;
    throw new PosthornError("invalid", message, { cause, fields: [{ message, key: "raw", path: "body.raw" }] });
  }
}

class Header {
  fields: HeaderField[];

  constructor(fields: HeaderField[]) {
    this.fields = fields;
  }

  has(name: string): boolean {
    return this.fields.some((field) => field.name === name);
  }

  value(name: string): string | undefined {
    const field = this.fields.find((candidate) => candidate.name === name);
    return field && fieldValue(field);
  }

  replace(name: string, value: string): void {
    this.#put(name, MimeNode.encodeHeaderValue(name, value));
  }

  /** An empty list removes the header; undefined leaves it. */
  replaceAddresses(name: string, addresses: MailAddress[] | undefined): void {
    if (addresses === undefined) return;
    const named = addresses.map(({ name: label, address }) => ({ name: label ?? "", address }));
    this.#put(name, named.length > 0 ? MimeNode.encodeHeaderValue(name, named) : null);
  }

  addCustom(name: string, values: string[]): void {
    if (!/^[!-9;-~]{1,256}$/.test(name) || isControlHeader(name)) return;
    if (["in-reply-to", "references"].includes(name.toLowerCase())) this.replace(name, values.join(" "));
    else for (const value of values) this.fields.push(fieldOf(name, MimeNode.encodeHeaderValue(name, value)));
  }

  /** In the place of the first one of that name, or at the end. */
  #put(name: string, value: string | null): void {
    const key = name.toLowerCase();
    const index = this.fields.findIndex((field) => field.name === key);
    const others = this.fields.filter((field) => field.name !== key);
    if (value !== null) others.splice(index === -1 ? others.length : index, 0, fieldOf(name, value));
    this.fields = others;
  }
}

const fieldOf = (name: string, value: string): HeaderField => ({
  name: name.toLowerCase(),
  line: Buffer.from(foldLines(`${name}: ${value}`, 76)).toString("latin1"),
});

function envelopeOf(request: ComposeRequest, header: Header): ComposedMessage["envelope"] {
  const inHeader = (name: string) =>
    header.fields
      .filter((field) => field.name === name)
      .flatMap((field) => addressparser(fieldValue(field), { flatten: true }))
      .map(({ address }) => address ?? "")
      .filter((address) => address.includes("@"));
  const recipients = () => [...new Set([...inHeader("to"), ...inHeader("cc"), ...inHeader("bcc")])];
  if (request.envelope) return { from: request.envelope.from ?? "", to: request.envelope.to ?? recipients() };
  return { from: inHeader("from")[0] ?? "", to: recipients() };
}

/** RFC 5322 section 3.3, in UTC. */
const dateText = (date: Date) => date.toUTCString().replace("GMT", "+0000");

/** A body written with bare line feeds throughout gets the line ends of mail; any other stays byte for byte. */
function withCrLf(body: Buffer): Buffer {
  if (!body.includes("\n") || body.includes("\r\n")) return body;
  return Buffer.from(body.toString("latin1").replaceAll("\n", "\r\n"), "latin1");
}
