import type { MessageReport } from "../../core/message-report.ts";
import type { ReportPart } from "../../mime/bounce/report.ts";
import { decodeText } from "../../mime/decode-text.ts";
import { findReport } from "../../mime/find-report.ts";
import { readAddresses } from "../../mime/read-addresses.ts";
import { isWorthReading, reportWhere } from "../../mime/report-marks.ts";
import type { GmailCallOptions } from "./api.ts";
import type { GmailContext } from "./context.ts";
import { messageUseOf } from "./labels.ts";
import type { ReadMessage } from "./message-object.ts";
import { textOf } from "./message-parts.ts";
import { contentOf } from "./part-content.ts";

/** What is read of each part of a report; what counts stands at its beginning. */
const MAX_PART_BYTES = 64 * 1024;
/** A larger part is no report, and not loaded. */
const MAX_LOADED_BYTES = 1024 * 1024;
/** Reports have three parts. */
const MAX_PARTS = 12;

/** What a message of the inbox, or a bounce in Junk, reports of another one. A few questions to Gmail if it may report anything, none for all other mail. */
export async function readReport(
  context: GmailContext,
  read: ReadMessage,
  options: GmailCallOptions,
): Promise<MessageReport> {
  const { headers, labels, parts } = read;
  const use = messageUseOf(labels);
  const own = parts.attachments.filter(({ encodedInMessage }) => !encodedInMessage);
  const letter = {
    from: readAddresses(headers["from"]?.[0] ?? "")[0],
    subject: headers["subject"]?.[0],
    headers,
    reportType: parts.reportType,
    contentTypes: own.map(({ contentType }) => contentType),
  };
  if (!isWorthReading(use, letter)) return {};
  return reportWhere(use, findReport(letter, await readParts(context, read, options)));
}

/** The texts of a message and what it encloses, as far as reports have it. */
async function readParts(
  context: GmailContext,
  { message, parts }: ReadMessage,
  options: GmailCallOptions,
): Promise<ReportPart[]> {
  const found: ReportPart[] = [];
  for (const part of parts.text.slice(0, MAX_PARTS)) {
    const bytes = await contentOf(context, message.id, part, options);
    const content = textOf(bytes.subarray(0, MAX_PART_BYTES), part);
    found.push({ contentType: `text/${part.type}`, content, isEnclosed: false });
  }
  const others = parts.attachments.filter(
    ({ contentType, size }) => /^(message|text)\//.test(contentType) && size <= MAX_LOADED_BYTES,
  );
  for (const part of others.slice(0, MAX_PARTS)) {
    const { contentType, encodedInMessage: isEnclosed, enclosed, charset } = part;
    // Of a message that comes back its header is all there already.
    const content = enclosed
      ? `${enclosed.map(({ name, value }) => `${name}: ${value}`).join("\r\n")}\r\n\r\n`
      : decodeText((await contentOf(context, message.id, part, options)).subarray(0, MAX_PART_BYTES), charset);
    found.push({ contentType, content, isEnclosed });
  }
  return found;
}
