import type { Message } from "@posthorn/contracts/messages";
import { mayBeBounce } from "../../mime/bounce/may-be-bounce.ts";
import { readBounce } from "../../mime/bounce/read-bounce.ts";
import type { ReportPart } from "../../mime/bounce/report.ts";
import { decodeText } from "../../mime/decode-text.ts";
import type { HeaderMap } from "../../mime/headers.ts";
import type { ImapClient } from "./connection.ts";
import { fetchParts } from "./fetch-parts.ts";
import type { FixedMessage } from "./message-object.ts";

export type BounceMarks = Pick<Message, "isBounce" | "relatedMessageId">;

/** What is read of each part of a report; what counts stands at its beginning. */
const MAX_PART_BYTES = 64 * 1024;
/** Reports have three parts. */
const MAX_PARTS = 12;

/**
 * Whether a message of the inbox is a bounce, and of which message. One question to the server if it
 * may be one, none for all other mail.
 */
export async function readBounceMarks(
  client: ImapClient,
  fixed: FixedMessage,
  { headers = {}, messageSpecialUse }: { headers?: HeaderMap; messageSpecialUse?: Message["messageSpecialUse"] },
): Promise<BounceMarks> {
  if (messageSpecialUse !== "\\Inbox") return {};
  const own = fixed.attachedParts.filter(({ encodedInMessage }) => !encodedInMessage);
  const letter = {
    from: fixed.from[0],
    subject: fixed.subject,
    headers,
    reportType: fixed.reportType,
    contentTypes: own.map(({ contentType }) => contentType),
  };
  const bounce = mayBeBounce(letter) ? readBounce(letter, await readReport(client, fixed)) : undefined;
  if (!bounce) return {};
  return { isBounce: true, ...(bounce.messageId === undefined ? {} : { relatedMessageId: bounce.messageId }) };
}

/** The texts of a message and what it encloses, as far as reports have it. */
async function readReport(client: ImapClient, { uid, textParts, attachedParts }: FixedMessage): Promise<ReportPart[]> {
  const wanted = [
    ...textParts.map((part) => ({ ...part, contentType: `text/${part.type}`, encodedInMessage: false })),
    ...attachedParts.filter(({ contentType }) => /^(message|text)\//.test(contentType)),
  ].slice(0, MAX_PARTS);
  const contents = await fetchParts(client, uid, wanted, MAX_PART_BYTES);
  return wanted.flatMap(({ part, contentType, charset, encodedInMessage: isEnclosed }) => {
    const content = contents.get(part);
    return content ? [{ contentType, content: decodeText(content, charset), isEnclosed }] : [];
  });
}
