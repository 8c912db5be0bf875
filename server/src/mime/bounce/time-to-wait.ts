const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** Longer than a server keeps a message is no time to wait. */
const MAX_SECONDS = 7 * 86_400;

const WAIT =
  /\b(?:(?:try|retry|again|wait|back|resend|later|retried)\b[^.\n]{0,30}?\b(?:in|after|for|least)|wait|for the next|retry-after:?) (\d{1,6}) ?(s|m|h|d)[a-z]{0,6}\b/i;

/** The seconds to wait that a refusal names, such as in "try again in 5 minutes". */
export function timeToWait(text: string): number | undefined {
  const [, count, unit = ""] = WAIT.exec(text) ?? [];
  if (count === undefined) return undefined;
  const seconds = Number(count) * (SECONDS[unit.toLowerCase()] ?? 1);
  return seconds > 0 && seconds <= MAX_SECONDS ? seconds : undefined;
}
