import type { Bounce, Complaint } from "../../core/message-report.ts";
import { classify } from "./classify.ts";
import { codesIn } from "./reply-codes.ts";
import type { Letter, ReportPart } from "./report.ts";

/*
 * Amazon SES tells of bounces and complaints by notifications, in JSON, and Amazon SNS sends those by mail where that is wanted:
 * https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 */

/** A notification is read up to here. */
const MAX_TEXT = 256 * 1024;
/** More recipients than that of one notification are left out. */
const MAX_RECIPIENTS = 100;

type Fields = Record<string, unknown>;

export const isFromSns = ({ from }: Pick<Letter, "from">): boolean =>
  /@sns(\.[a-z0-9-]{1,30})?\.amazonaws\.com$/i.test(from?.address ?? "");

/** The bounce that a notification tells of. */
export function sesBounce(parts: readonly ReportPart[]): Bounce | undefined {
  const { bounce, mail } = notificationIn(parts, "Bounce");
  const bounced = listOf(bounce?.["bouncedRecipients"]).slice(0, MAX_RECIPIENTS);
  if (bounced.length === 0) return undefined;
  const mta = textOf(bounce?.["reportingMTA"])
    ?.replace(/^\w{1,10};\s{0,9}/, "")
    .toLowerCase();
  const isTransient = bounce?.["bounceType"] === "Transient";
  return {
    recipients: bounced.map((one) => {
      const [, source, message] = /^(?:([\w-]{1,20});)?\s{0,9}([^]*)$/.exec(textOf(one["diagnosticCode"]) ?? "") ?? [];
      const said = codesIn(message ?? "");
      const status = textOf(one["status"]) ?? said.status;
      // What is told by the type alone.
      const words = message || (isTransient ? "temporary failure" : "");
      const recipient = textOf(one["emailAddress"]);
      return {
        ...(recipient !== undefined && { recipient }),
        action: textOf(one["action"])?.toLowerCase() ?? "failed",
        ...(status !== undefined && { status }),
        ...(said.replyCode !== undefined && { replyCode: said.replyCode }),
        ...(source !== undefined && { source: source.toLowerCase() }),
        ...(message && { message }),
        ...(mta !== undefined && { mta }),
        ...classify({ status, replyCode: said.replyCode, words, more: "" }),
      };
    }),
    ...messageIdOf(mail),
  };
}

/** The complaint that a notification tells of, as a feedback report has it. */
export function sesComplaint(parts: readonly ReportPart[]): Complaint | undefined {
  const { complaint, mail } = notificationIn(parts, "Complaint");
  const recipients = listOf(complaint?.["complainedRecipients"]).flatMap((one) => textOf(one["emailAddress"]) ?? []);
  if (recipients.length === 0) return undefined;
  const told = {
    feedbackType: textOf(complaint?.["complaintFeedbackType"]) ?? "abuse",
    userAgent: textOf(complaint?.["userAgent"]),
    arrivalDate: textOf(complaint?.["arrivalDate"]),
    originalMailFrom: textOf(mail?.["source"]),
  };
  const arf = Object.fromEntries(
    Object.entries(told).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const { messageId } = messageIdOf(mail);
  return {
    arf: { ...arf, source: "Amazon SES", originalRcptTo: recipients.slice(0, MAX_RECIPIENTS) },
    ...(messageId !== undefined && { headers: { messageId } }),
  };
}

/** The parts of a notification of this type; nothing where there is none. */
function notificationIn(parts: readonly ReportPart[], type: string): { [name: string]: Fields | undefined } {
  const text = parts.find(({ contentType }) => contentType === "text/plain")?.content.slice(0, MAX_TEXT) ?? "";
  const outer = parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  const inner = typeof outer?.["Message"] === "string" ? parse(outer["Message"]) : outer;
  if ((inner?.["notificationType"] ?? inner?.["eventType"]) !== type) return {};
  return {
    bounce: fieldsOf(inner?.["bounce"]),
    complaint: fieldsOf(inner?.["complaint"]),
    mail: fieldsOf(inner?.["mail"]),
  };
}

function parse(text: string): Fields | undefined {
  // Servers on the way break lines that are too long, with a mark.
  for (const json of [text, text.replaceAll(/!\r?\n /g, "")]) {
    try {
      return fieldsOf(JSON.parse(json));
    } catch {
      continue;
    }
  }
  return undefined;
}

/** The Message-ID of the header that was sent, else the one that SES gave. */
function messageIdOf(mail: Fields | undefined): { messageId?: string } {
  const header = listOf(mail?.["headers"]).find((one) => /^message-id$/i.test(textOf(one["name"]) ?? ""));
  const own = textOf(header?.["value"]) ?? textOf(fieldsOf(mail?.["commonHeaders"])?.["messageId"]);
  const id = textOf(mail?.["messageId"]);
  const region = /:ses:([a-z0-9-]{1,30}):/.exec(textOf(mail?.["sourceArn"]) ?? "")?.[1];
  const given = id && region && `<${id}@${region === "us-east-1" ? "email" : region}.amazonses.com>`;
  const messageId = own ?? given;
  return messageId ? { messageId } : {};
}

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
const listOf = (value: unknown): Fields[] =>
  Array.isArray(value) ? value.map(fieldsOf).filter((one) => one !== undefined) : [];
const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
