import type { ReportPart } from "./report.ts";

const MESSAGE_ID = /^[> \t]*message-id[ \t]*:\s{0,9}(<[^<>\r\n]{1,996}>|[^\s<>]{1,996})/im;
/** Parts that are the returned message, or the beginning of it. */
const RETURNED = /^(message\/(rfc822|global|partial)|text\/rfc822(-headers?)?|message\/global-headers)$/;

/**
 * The Message-ID of the message that a report returns: of the enclosed message or its header, else
 * of a header that is quoted in a text.
 */
export function returnedMessageId(parts: readonly ReportPart[]): string | undefined {
  const enclosed = parts.filter(({ contentType }) => RETURNED.test(contentType));
  const texts = parts.filter(({ contentType }) => contentType.startsWith("text/"));
  for (const { content } of [...enclosed, ...texts]) {
    const id = MESSAGE_ID.exec(content)?.[1];
    if (id !== undefined) return id.replace(/\s+/g, "");
  }
  return undefined;
}
