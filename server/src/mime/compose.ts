import MailComposer from "nodemailer/lib/mail-composer";
import { PosthornError } from "../core/errors.ts";
import { randomBytesPooled } from "../core/random-bytes.ts";
import type { ComposedMessage, ComposeRequest } from "./compose-request.ts";
import { composeRaw } from "./compose-raw.ts";
import { isControlHeader } from "./control-headers.ts";
import { extractInlineImages } from "./inline-images.ts";
import { bracketed, newMessageId } from "./message-id.ts";
import { withPreheader } from "./preheader.ts";
import { renderNode } from "./render-node.ts";
import { textFromHtml } from "./text-from-html.ts";
import { withCrlf } from "./with-crlf.ts";

/**
 * The whole message as bytes (RFC 5322), ready to be stored and sent. Text is derived from HTML that
 * comes alone (unless told not to), images in data URLs become attachments, Bcc stays in. Throws `invalid` for what can't
 * become a message, such as a header name with a space in it.
 */
export async function composeMessage(request: ComposeRequest): Promise<ComposedMessage> {
  return request.raw === undefined ? composeParts(request) : composeRaw(request, request.raw);
}

async function composeParts(request: ComposeRequest): Promise<ComposedMessage> {
  const from = request.from ?? request.defaultFrom;
  const { html: shown, images } = extractInlineImages(request.html ?? "");
  const text = request.text ?? (shown === "" || request.derivesText === false ? "" : textFromHtml(shown));
  const html = shown !== "" && request.previewText ? withPreheader(shown, request.previewText) : shown;
  const headers = customHeaders(request.headers ?? {});
  const own = (name: string) => headers.find(({ key }) => key.toLowerCase() === name)?.value;
  const ownId = own("message-id");
  const sender = request.envelope ? (request.envelope.from ?? "") : (from?.address ?? "");
  const messageId = bracketed(request.messageId) ?? bracketed(ownId) ?? newMessageId(sender, request.hostname);

  const node = new MailComposer({
    ...(from && { from: named(from) }),
    to: (request.to ?? []).map(named),
    cc: (request.cc ?? []).map(named),
    bcc: (request.bcc ?? []).map(named),
    replyTo: (request.replyTo ?? []).map(named),
    ...(request.subject !== undefined && { subject: request.subject }),
    ...(request.inReplyTo !== undefined && { inReplyTo: request.inReplyTo }),
    ...(request.references && request.references.length > 0 && { references: request.references }),
    text,
    html,
    attachments: [...(request.attachments ?? []), ...images].map(({ content, ...attachment }) => ({
      ...attachment,
      // Decoded here, so that the composer sees what a message/rfc822 part holds.
      content: typeof content === "string" ? Buffer.from(content, "base64") : content,
    })),
    headers,
    messageId,
    date: request.sendAt ?? own("date") ?? request.date ?? request.now,
    boundaryPrefix: "----=_Part",
    // Else every part asks the system for random bytes of its own.
    baseBoundary: randomBytesPooled(8).toString("hex"),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  node.keepBcc = true;

  const derived = node.getEnvelope();
  return {
    raw: withCrlf(await renderNode(node)),
    messageId,
    envelope: request.envelope
      ? { from: sender, to: request.envelope.to ?? derived.to }
      : { from: derived.from || "", to: derived.to },
    subject: request.subject,
    control: {},
  };
}

const named = ({ name, address }: { name?: string; address: string }) => ({ name: name ?? "", address });

/** Headers that describe the parts; the composer writes its own. */
const STRUCTURE = new Set(["content-type", "content-transfer-encoding", "mime-version"]);

function customHeaders(headers: Record<string, string | string[]>): { key: string; value: string }[] {
  return Object.entries(headers).flatMap(([key, values]) => {
    if (!/^[!-9;-~]{1,256}$/.test(key)) {
      const message = `"${key.slice(0, 100)}" is not a valid header name`;
      throw new PosthornError("invalid", "Invalid input", { fields: [{ message, key, path: `body.headers.${key}` }] });
    }
    if (isControlHeader(key) || STRUCTURE.has(key.toLowerCase())) return [];
    return [values].flat().map((value) => ({ key, value }));
  });
}
