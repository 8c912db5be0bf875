import { backoffDelay } from "../../core/backoff.ts";
import type { RetryRules } from "../../core/webhook-endpoint.ts";
import type { SettingsStore } from "../../storage/settings.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The delay after each failed attempt: three days in all. */
export const DEFAULT_PLAN: readonly number[] = [
  5 * SECOND,
  10 * SECOND,
  20 * SECOND,
  40 * SECOND,
  80 * SECOND,
  160 * SECOND,
  320 * SECOND,
  640 * SECOND,
  1280 * SECOND,
  1 * HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  12 * HOUR,
  12 * HOUR,
  16 * HOUR,
  16 * HOUR,
];

const JITTER = 0.2;

export interface Failures {
  /** Failed attempts so far. */
  count: number;
  /** How long ago the first attempt was due (ms). */
  ageMs: number;
}

/**
 * How long to wait after the last failed attempt, or null to give up. The rules of the endpoint replace the plan by doubling
 * delays, and so do the settings `webhooksDeliveryAttempts` and `webhooksRetryDelay`.
 */
export function nextDelay(
  settings: SettingsStore,
  rules: RetryRules | null,
  { count, ageMs }: Failures,
  random = Math.random(),
): number | null {
  const { webhooksDeliveryAttempts, webhooksRetryDelay } = settings.stored();
  const attempts = rules?.attempts ?? webhooksDeliveryAttempts;
  const firstMs = rules?.delay ?? webhooksRetryDelay;
  const horizonMs = rules?.maxAge === undefined ? undefined : rules.maxAge * SECOND;
  let delay: number | null;
  if (attempts === undefined && firstMs === undefined && horizonMs === undefined) {
    const planned = DEFAULT_PLAN[count - 1];
    delay = planned === undefined ? null : Math.round(planned * (1 - JITTER * random));
  } else if (count >= (attempts ?? (horizonMs === undefined ? 10 : Number.POSITIVE_INFINITY))) delay = null;
  else delay = backoffDelay({ firstMs: firstMs ?? 5 * SECOND, capMs: 24 * HOUR, jitter: JITTER }, count, random);
  return delay !== null && horizonMs !== undefined && ageMs + delay > horizonMs ? null : delay;
}

/** The wait a receiver asks for with `Retry-After` (seconds or a date), within reason; null when it asks for none. */
export function askedDelay(header: string | string[] | undefined, now: number): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return null;
  const at = /^\d+$/.test(text.trim()) ? now + Number(text) * SECOND : Date.parse(text);
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now, SECOND), 24 * HOUR);
}
