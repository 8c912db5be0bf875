import { maskUrl } from "../core/mask.ts";

const LATE = /time(?:d)?[ -]?out|in (?:the )?required time/i;

/** Why a proxy did not let us through, in words that name it and none of its secrets. */
export function proxyFailure(proxy: string, host: string, error: unknown): { message: string; isLate: boolean } {
  const { message, code } = error as Error & { code?: string };
  const isLate = LATE.test(message) || (code !== undefined && /TIMED?OUT|TIMEOUT/.test(code));
  const reason = isLate ? "no answer in time" : message;
  return { message: `The proxy ${maskUrl(proxy)} gave no connection to ${host}: ${reason}`, isLate };
}
