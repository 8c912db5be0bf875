import { parseHeaders } from "../headers.ts";
import type { ReportPart } from "./report.ts";

/** What a report has of the message that it is about. */
export interface ReturnedMessage {
  messageId: string | undefined;
  headers: Record<string, string[]> | undefined;
}

const MESSAGE_ID = /^[> \t]*message-id[ \t]*:\s{0,9}(<[^<>\r\n]{1,996}>|[^\s<>]{1,996})/im;
/** Parts that are the returned message, or the beginning of it. */
const RETURNED = /^(message\/(rfc822|global|partial)|text\/rfc822(-headers?)?|message\/global-headers)$/;
/** Where the header of a message begins in a text. */
const HEADER_IN_TEXT = /^(?:> ?)?(?:received|return-path|dkim-signature|x-[a-z-]{1,40}): ?\S/im;

/** A header longer than this is cut off; so much may go into one event. */
const MAX_HEADER = 16 * 1024;

/**
 * The message that a report returns: the enclosed message or its header, else a header that is quoted in a text. Only an
 * enclosed one is taken apart; from a text comes the Message-ID.
 */
export function returnedMessage(parts: readonly ReportPart[]): ReturnedMessage {
  const enclosed = parts.filter(({ contentType }) => RETURNED.test(contentType));
  const texts = parts.filter(({ contentType }) => contentType.startsWith("text/"));
  const own = enclosed.find(({ isEnclosed }) => !isEnclosed) ?? enclosed[0];
  const ids = [...enclosed, ...texts].map(({ content }) => MESSAGE_ID.exec(content)?.[1]);
  return {
    messageId: ids.find((id) => id !== undefined)?.replace(/\s+/g, ""),
    headers: own && headersOf(own.content),
  };
}

/** A text up to where it quotes the message that it is about. */
export function beforeReturnedMessage(text: string): string {
  const header = HEADER_IN_TEXT.exec(text)?.index ?? text.length;
  const notice = COPY_FOLLOWS.exec(text)?.index ?? text.length;
  return text.slice(0, Math.min(header, notice));
}

/** How servers announce that the message follows. */
const COPY_FOLLOWS = new RegExp(
  [
    "^\\W{0,80}(?:this|below this line|below|enclosed|included) is a copy of\\b",
    "^\\W{0,80}(?:original|unsent|returned) message\\b[^@\\n]{0,40}$",
    "^\\W{0,80}(?:message headers?|message text|original message headers?) follows?\\b",
    "^\\W{0,80}the header of the original message",
  ].join("|"),
  "im",
);

function headersOf(content: string): Record<string, string[]> | undefined {
  const end = /\r?\n[ \t]*\r?\n/.exec(content)?.index ?? content.length;
  const headers = parseHeaders(Buffer.from(content.slice(0, Math.min(end, MAX_HEADER))));
  return Object.keys(headers).length > 0 ? headers : undefined;
}
