import { backoffDelay } from "../../core/backoff.ts";
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

/**
 * How long to wait after the nth failed attempt, or null to give up. The settings
 * `webhooksDeliveryAttempts` and `webhooksRetryDelay` replace the plan by doubling delays.
 */
export function nextDelay(settings: SettingsStore, failures: number, random = Math.random()): number | null {
  const { webhooksDeliveryAttempts, webhooksRetryDelay } = settings.stored();
  if (webhooksDeliveryAttempts === undefined && webhooksRetryDelay === undefined) {
    const delay = DEFAULT_PLAN[failures - 1];
    return delay === undefined ? null : Math.round(delay * (1 - JITTER * random));
  }
  if (failures >= (webhooksDeliveryAttempts ?? 10)) return null;
  return backoffDelay(
    { firstMs: webhooksRetryDelay ?? 5 * SECOND, capMs: 24 * HOUR, jitter: JITTER },
    failures,
    random,
  );
}

/** The wait a receiver asks for with `Retry-After` (seconds or a date), within reason; null when it asks for none. */
export function askedDelay(header: string | string[] | undefined, now: number): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return null;
  const at = /^\d+$/.test(text.trim()) ? now + Number(text) * SECOND : Date.parse(text);
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now, SECOND), 24 * HOUR);
}
