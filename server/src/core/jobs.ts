import type { Locale } from "@posthorn/contracts/locales";
import type { AlertTelling } from "./alert-rule.ts";

/**
 * What may be done later, or again. A kind names the work; its lane says what must stay in order:
 * jobs of one lane run one at a time, oldest first, and different lanes run side by side.
 */
export interface JobPayloads {
  /** Make one delivery per endpoint that wants the event. Lane: the account. */
  "event-fan-out": { event: number };
  /** POST one event to one endpoint. Lane: endpoint and account. */
  "webhook-delivery": { delivery: string };
  /** Make deliveries of events of the past. Lane: the replay. */
  "webhook-replay": { replay: string };
  /** Hand one submission to its mail server. Lane: the submission. */
  "message-delivery": { submission: string };
  /** Store the copy of a sent message. Lane: the submission. */
  "sent-copy": { submission: string };
  /** Write the messages of an account to a file. Lane: the export. */
  export: { export: string };
  /** Tell the target of an alert rule, in a language (English where none is named). Lane: the rule. */
  "alert-telling": { rule: string; run: number; telling: AlertTelling; locale?: Locale };
}

export type JobKind = keyof JobPayloads;

export const JOB_KINDS: readonly JobKind[] = [
  "event-fan-out",
  "webhook-delivery",
  "webhook-replay",
  "message-delivery",
  "sent-copy",
  "export",
  "alert-telling",
];

/** The topic of the hint that says that jobs of a kind were enqueued. */
export const jobsTopic = (kind: JobKind) => `jobs:${kind}`;
