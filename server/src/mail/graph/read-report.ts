import type { Message } from "@posthorn/contracts/messages";
import type { MessageReport } from "../../core/message-report.ts";
import { readLetter } from "../../mime/bounce/read-letter.ts";
import { findReport } from "../../mime/find-report.ts";
import { isWorthReading, reportWhere } from "../../mime/report-marks.ts";
import type { GraphApi, GraphOptions } from "./api.ts";
import { contentTypeOf } from "./message-object.ts";
import { readSource } from "./read-source.ts";

/** What is read of a report; what counts stands at its beginning. */
const MAX_BYTES = 512 * 1024;

/**
 * What a message of the inbox, or a bounce in Junk, reports of another one. Exchange shows nobody what a report is made of,
 * so its source is read: one question if it may report anything, none for all other mail.
 */
export async function readReport(
  api: GraphApi,
  { id, from, subject, headers = {}, attachments = [], messageSpecialUse: use }: Message,
  options: GraphOptions,
): Promise<MessageReport> {
  const { type, parameters } = contentTypeOf(headers["content-type"]?.[0]);
  const letter = {
    from,
    subject,
    headers,
    reportType: type === "multipart/report" ? parameters["report-type"]?.toLowerCase() : undefined,
    contentTypes: attachments.map(({ contentType }) => contentType),
  };
  if (!isWorthReading(use, letter)) return {};
  const source = await readLetter(await readSource(api, id, MAX_BYTES, options));
  return reportWhere(use, findReport(source.letter, source.parts));
}
