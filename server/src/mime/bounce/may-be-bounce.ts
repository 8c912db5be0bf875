import type { Letter } from "./report.ts";
import { isFromSns } from "./ses-notification.ts";
import { FAILED_SUBJECT } from "./words-of-servers.ts";

const DAEMON_NAME =
  /mail[. ]delivery[. ]((sub)?system|agent)|internet mail delivery|mailer[-_ ]?daemon|mdaemon\b|ndr administrator/i;
const DAEMON_ADDRESS = /^(mailer[-_]?daemon|mdaemon|mail\.delivery\.system)(@|$)/i;
const POSTMASTER = /^post[_-]?master(@|$)/i;

/** Whether no person writes under this name. */
export const isFromDaemon = ({ from }: Letter): boolean =>
  DAEMON_NAME.test(from?.name ?? "") || DAEMON_ADDRESS.test(from?.address || from?.name || "");

/** Whether it only calls itself what servers do, as who wants to be clicked at does. */
export const isDaemonByNameOnly = (letter: Letter): boolean =>
  DAEMON_NAME.test(letter.from?.name ?? "") &&
  /@/.test(letter.from?.address ?? "") &&
  !DAEMON_ADDRESS.test(letter.from?.address ?? "") &&
  !isFromPostmaster(letter);

/** Whether mail servers write under this address, and people. */
export const isFromPostmaster = ({ from }: Letter): boolean => POSTMASTER.test(from?.address || from?.name || "");

/** Whether it was sent so that no report about it can follow (RFC 5321 section 4.5.5). */
const hasNoReversePath = ({ headers }: Letter): boolean =>
  (headers["return-path"] ?? []).some((value) => /^<?\s*(mailer-daemon\b.*)?>?$/i.test(value));

/** Whether a message says of itself that no person wrote it: by its reverse-path or by RFC 3834. */
export const isAutomatic = (letter: Letter): boolean =>
  hasNoReversePath(letter) || (letter.headers["auto-submitted"] ?? []).some((value) => !/^\s*no\b/i.test(value));

/**
 * Whether it is worth reading a message to find out if it is a bounce. Decided by what is known of
 * it anyway, so that ordinary mail costs nothing.
 */
export function mayBeBounce(letter: Letter): boolean {
  const { headers, reportType, contentTypes } = letter;
  // Reports of other things: that a message was read, or complained of.
  if (reportType !== undefined && reportType !== "delivery-status") return false;
  const has = (type: string) => contentTypes.includes(type);
  if (has("message/feedback-report") || has("message/disposition-notification")) return false;
  return (
    reportType === "delivery-status" ||
    has("message/delivery-status") ||
    has("message/global-delivery-status") ||
    headers["x-failed-recipients"] !== undefined ||
    isFromDaemon(letter) ||
    isFromSns(letter) ||
    isFromPostmaster(letter) ||
    (has("message/rfc822") && hasNoReversePath(letter)) ||
    (isAutomatic(letter) && FAILED_SUBJECT.test(letter.subject ?? ""))
  );
}
