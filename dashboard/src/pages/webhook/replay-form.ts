import type { CallInput } from "@posthorn/client/call";
import type { startReplay } from "@posthorn/contracts/webhook-log";
import { texts } from "./texts.ts";

export interface ReplayForm extends Record<string, unknown> {
  /** Of `<input type="datetime-local">`. */
  since: string;
  until: string;
  /** Empty: those that the endpoint wants. */
  events: string[];
  account: string | null;
}

const HOUR_MS = 3_600_000;

/** A time as `<input type="datetime-local">` has it, in the browser's zone. */
export function toLocalInput(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

export const emptyReplay = (now: number): ReplayForm => ({
  since: toLocalInput(now - HOUR_MS),
  until: "",
  events: [],
  account: null,
});

/** Faults by field, before anything is sent. */
export function replayFaults({ since, until }: ReplayForm): Record<string, string> {
  const from = Date.parse(since);
  if (Number.isNaN(from)) return { since: texts.replay.needsTime };
  return until !== "" && Date.parse(until) <= from ? { until: texts.replay.needsOrder } : {};
}

/** The form as the API wants it. */
export const toReplay = ({ since, until, events, account }: ReplayForm): CallInput<typeof startReplay>["body"] => ({
  since: new Date(since).toISOString(),
  ...(until !== "" && { until: new Date(until).toISOString() }),
  ...(events.length > 0 && { events }),
  ...(account !== null && { accounts: [account] }),
});
