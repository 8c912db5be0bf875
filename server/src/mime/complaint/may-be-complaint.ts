import type { Letter } from "../bounce/report.ts";
import { isFromSns } from "../bounce/ses-notification.ts";

const REPORTER = /^(feedbackloop|fbl|complaints?|abuse)@/i;
const REPORT_SUBJECT = /\b(abuse|complaint|feedback|report)\b/i;

/**
 * Whether it is worth reading a message to find out if it is a complaint. Decided by what is known of it anyway, so that
 * ordinary mail costs nothing.
 */
export function mayBeComplaint({ from, subject = "", headers, reportType, contentTypes }: Letter): boolean {
  const has = (type: string) => contentTypes.includes(type);
  const hasMessage = has("message/rfc822") || has("text/rfc822-headers") || has("text/rfc822-header");
  const address = from?.address ?? "";
  return (
    has("message/feedback-report") ||
    reportType === "feedback-report" ||
    headers["x-apple-unsubscribe"] !== undefined ||
    isHotmail({ from, subject }) ||
    isFromSns({ from }) ||
    (REPORTER.test(address) && (hasMessage || REPORT_SUBJECT.test(subject))) ||
    (hasMessage && /\b(abuse|feedback|spam) report\b/i.test(subject))
  );
}

/** Reports of Outlook.com (JMRP), which have a form of their own. */
export const isHotmail = ({ from, subject = "" }: Pick<Letter, "from" | "subject">): boolean =>
  from?.address?.toLowerCase() === "staff@hotmail.com" && /complaint/i.test(subject);
