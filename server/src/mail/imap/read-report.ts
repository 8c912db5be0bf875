import type { Message } from "@posthorn/contracts/messages";
import type { MessageReport } from "../../core/message-report.ts";
import type { ReportPart } from "../../mime/bounce/report.ts";
import { decodeText } from "../../mime/decode-text.ts";
import { findReport } from "../../mime/find-report.ts";
import type { HeaderMap } from "../../mime/headers.ts";
import { isWorthReading, reportWhere } from "../../mime/report-marks.ts";
import type { ImapClient } from "./connection.ts";
import { fetchParts } from "./fetch-parts.ts";
import type { FixedMessage } from "./message-object.ts";
import type { AttachedPart } from "./message-structure.ts";

/** What is read of each part of a report; what counts stands at its beginning. */
const MAX_PART_BYTES = 64 * 1024;
/** Reports have three parts. */
const MAX_PARTS = 12;

/**
 * What a message of the inbox, or a bounce in Junk, reports of another one. One question to the server if it may report
 * anything, two if its structure is broken, none for all other mail.
 */
export async function readReport(
  client: ImapClient,
  fixed: FixedMessage,
  { headers = {}, messageSpecialUse: use }: { headers?: HeaderMap; messageSpecialUse?: Message["messageSpecialUse"] },
): Promise<MessageReport> {
  const own = fixed.attachedParts.filter(({ encodedInMessage }) => !encodedInMessage);
  const letter = {
    from: fixed.from[0],
    subject: fixed.subject,
    headers,
    reportType: fixed.reportType,
    contentTypes: own.map(({ contentType }) => contentType),
  };
  if (!isWorthReading(use, letter)) return {};
  return reportWhere(use, findReport(letter, await readParts(client, fixed)));
}

/** The texts of a message and what it encloses, as far as reports have it. */
async function readParts(client: ImapClient, { uid, textParts, attachedParts }: FixedMessage): Promise<ReportPart[]> {
  const wanted = [
    ...textParts.map((part) => ({ ...part, contentType: `text/${part.type}`, encodedInMessage: false })),
    ...attachedParts.filter(({ contentType }) => /^(message|text)\//.test(contentType)),
  ].slice(0, MAX_PARTS);
  const found = await fetchReportParts(client, uid, wanted);
  // A structure that is broken hides the text, which is there all the same.
  return found.some(({ content }) => content.trim() !== "") ? found : fetchReportParts(client, uid, [WHOLE_TEXT]);
}

async function fetchReportParts(client: ImapClient, uid: number, wanted: readonly Wanted[]): Promise<ReportPart[]> {
  const contents = await fetchParts(client, uid, wanted, MAX_PART_BYTES);
  return wanted.flatMap(({ part, contentType, charset, encodedInMessage: isEnclosed }) => {
    const content = contents.get(part);
    return content ? [{ contentType, content: decodeText(content, charset), isEnclosed }] : [];
  });
}

type Wanted = Pick<AttachedPart, "part" | "contentType" | "charset" | "encoding" | "encodedInMessage">;

const WHOLE_TEXT: Wanted = {
  part: "text",
  contentType: "text/plain",
  charset: undefined,
  encoding: undefined,
  encodedInMessage: false,
};
