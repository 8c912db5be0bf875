import type { HeaderMap } from "./headers.ts";

const SUBJECT = /^\s*(auto(matic)?[ -]?(reply|response)\b|out of (the )?office\b|OOF:|OOO:)/i;
const SUBJECT_IN_REPLY = /^\s*auto:/i;

/**
 * Whether a message was written by a machine that answers for a person.
 * `X-Auto-Response-Suppress` is no evidence: ordinary bulk senders set it to avoid such answers.
 */
export function isAutoReply(subject: string | undefined, headers: HeaderMap): boolean {
  if (subject !== undefined) {
    if (SUBJECT.test(subject)) return true;
    if (SUBJECT_IN_REPLY.test(subject) && headers["in-reply-to"]) return true;
  }
  const has = (name: string, pattern: RegExp) => (headers[name] ?? []).some((value) => pattern.test(value));
  return (
    has("precedence", /auto[_-]?reply/i) ||
    has("auto-submitted", /auto[_-]?replied/i) ||
    ["x-autoresponder", "x-autorespond", "x-autoreply"].some((name) => headers[name] !== undefined)
  );
}
