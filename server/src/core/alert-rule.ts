import type { AlertTarget, AlertWhen, ChatFormat } from "@posthorn/contracts/alert-rules";
import type { Locale } from "@posthorn/contracts/locales";

/** What an operator says of a rule. */
export interface AlertRuleConfig {
  when: AlertWhen;
  target: StoredAlertTarget;
  /** Hours after which it is told again while it fires; null is never. */
  repeatHours: number | null;
}

/** A target with the secret that it has by then. */
export type StoredAlertTarget =
  | { email: NonNullable<AlertTarget["email"]> }
  | { webhook: { url: string; secret: string } }
  | { chat: { url: string; format: ChatFormat } };

export type AlertTargetKind = "email" | "webhook" | "chat";

export const alertTargetKind = (target: StoredAlertTarget): AlertTargetKind =>
  "email" in target ? "email" : "webhook" in target ? "webhook" : "chat";

/** What is told: that it begins, that it goes on, that it is over; or what somebody tries. */
export type AlertTellingKind = "firing" | "reminder" | "recovered" | "test";

/** What is known of a rule's condition. Times are epoch milliseconds. */
export interface AlertState {
  state: "ok" | "firing";
  /** Since when the condition holds; null while it does not. It may have to hold for a while before the rule fires. */
  heldSince: number | null;
  /** Since when it fires, or is well again; null where it never fired. */
  since: number | null;
  /** When a telling was made last; null where none was. */
  tellingAt: number | null;
}

/** What a look found. */
export interface AlertFinding {
  isMet: boolean;
  value: number;
  /** What is wrong, or how it is, with the figures: the first line says it all, others name what it is about. */
  lines: readonly string[];
  /** Since when, where the data tells. */
  since: number | null;
  /** The path of the dashboard's page where it is mended. */
  page: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long the condition has to hold, as far as one look can't tell. */
const holdMs = ({ queueDepth }: AlertWhen): number => (queueDepth?.minutes ?? 0) * MINUTE_MS;

/**
 * What becomes of a rule after a look, and what is to be told of it: only changes are, and reminders of what goes on. A
 * condition that is over before it held for long enough leaves no trace.
 */
export function nextAlertState(
  before: AlertState,
  { when, repeatHours }: Pick<AlertRuleConfig, "when" | "repeatHours">,
  { isMet, since }: Pick<AlertFinding, "isMet" | "since">,
  now: number,
): { after: AlertState; tells: AlertTellingKind | null } {
  if (!isMet) {
    const well: AlertState = { ...before, state: "ok", heldSince: null };
    return before.state === "ok"
      ? { after: well, tells: null }
      : { after: { ...well, since: now, tellingAt: now }, tells: "recovered" };
  }
  const heldSince = before.heldSince ?? now;
  if (before.state === "ok") {
    if (now - heldSince < holdMs(when)) return { after: { ...before, heldSince }, tells: null };
    return {
      after: { state: "firing", heldSince, since: since ?? heldSince, tellingAt: now },
      tells: "firing",
    };
  }
  const isDue = repeatHours !== null && now - (before.tellingAt ?? now) >= repeatHours * HOUR_MS;
  return isDue
    ? { after: { ...before, heldSince, tellingAt: now }, tells: "reminder" }
    : { after: { ...before, heldSince }, tells: null };
}

/** What is told, as webhooks get it. The id is the same however often it is sent. */
export interface AlertTelling {
  id: string;
  kind: AlertTellingKind;
  rule: { id: string; name: string; when: AlertWhen };
  state: "ok" | "firing";
  /** Since when it fires, or when it began to; ISO 8601. */
  since: string;
  /** When it was found. */
  at: string;
  value: number;
  title: string;
  lines: readonly string[];
  /** Where to look; null while the installation does not know its address. */
  link: string | null;
}

/** Sends what is told to a webhook or a chat, once; whatever happens is an answer. */
export type PostAlert = (
  target: Exclude<StoredAlertTarget, { email: unknown }>,
  telling: AlertTelling,
  /** The language of the telling. */
  locale: Locale,
  signal: AbortSignal,
) => Promise<{
  statusCode: number | null;
  /** The beginning of the answer. */
  responseStart: string | null;
  durationMs: number;
  /** Null is success. */
  error: { message: string; code?: string } | null;
}>;
