import type { ConnectionPurpose } from "@posthorn/contracts/logs";
import type { SignInMethod } from "@posthorn/contracts/roles";
import type { AlertTargetKind } from "./alert-rule.ts";
import type { JobKind } from "./jobs.ts";
import type { ModelOutcome } from "./mail-summary.ts";
import type { FunctionFaultKind } from "./user-function.ts";

/** Counts what happens, for `/metrics` and `/v1/stats`. Cheap, never throws, never waits. */
export interface Meter {
  apiCall(method: string, route: string, statusCode: number): void;
  /** `account` is null for what the installation tells of itself. */
  event(name: string, account: string | null): void;
  /** A message that came while its account was looked after was told so long after its arrival. */
  syncLag(ms: number): void;
  /** An event is not delivered, and why. */
  webhookDropped(event: string, reason: string): void;
  webhook(event: string, status: "success" | "fail", durationMs: number): void;
  submission(status: "success" | "fail"): void;
  /** A job of one of the API's queues left it. */
  processed(queue: "notify" | "submit" | "export", status: "completed" | "failed"): void;
  /** Messages went to the file of an export, or were passed over; bytes count before compression. */
  exported(messages: number, skipped: number, bytes: number): void;
  /** A text was made web-safe: as it was sent, as text only, or not at all. */
  textCleaned(outcome: "cleaned" | "text" | "none"): void;
  /** The values of a template were filled in, or could not be. */
  templateRendered(outcome: "rendered" | "failed"): void;
  /** A user's function returned something, or how it failed. */
  userFunction(outcome: FunctionFaultKind | "returned"): void;
  /** A language model was asked about a message, new or on trial; answers that are none have cost tokens, too. */
  modelAsked(outcome: ModelOutcome): void;
  /** Tokens that a service counted for one answer. */
  modelTokens(model: string, tokens: { prompt: number; completion: number }): void;
  /** Mail programs that are connected to a door of ours became more (1) or fewer (-1). */
  mailClients(door: "smtp" | "imap-proxy", change: 1 | -1): void;
  /** A mail program was not let in: for what it presented, or for having failed too often. */
  loginRefused(door: "smtp" | "imap-proxy", reason: "credentials" | "limited"): void;
  /** Somebody signed in, or tried to; `locked` is after too many failures in a row, with nothing looked at. */
  signIn(method: SignInMethod, outcome: SignInOutcome): void;
  /** An agent called a tool. */
  agentCall(tool: string, outcome: "ok" | "failed" | "refused", durationMs: number): void;
  /** A message came over SMTP and was taken, or was not: for good, or for now. */
  smtpMessage(outcome: "accepted" | "rejected" | "deferred"): void;
  /** What the log of events holds: the size of it all, and when its oldest event happened (epoch ms). */
  eventLog(size: { events: number; bytes: number; oldestAt: number | null }): void;
  /** A call to the API of a provider, also one within a batch; without a status there was no answer. */
  providerCall(
    provider: "gmail" | "outlook",
    status: "success" | "failure" | "network_error" | "rate_limited",
    statusCode: number | undefined,
  ): void;
  /** An access token was renewed, or could not be; without a status there was no answer. */
  tokenRefresh(provider: string, status: "success" | "failure", statusCode: number | undefined): void;
  imapResponse(response: string, code: string): void;
  imapListening(finding: ListeningFinding): void;
  /** When the certificates that are stored end, in epoch milliseconds; all of them, each time. */
  certificates(stored: readonly { id: string; notAfter: number }[]): void;
  /** How far the change of the data key is that was begun last. */
  keyRotation(rotation: { finishedAt: number | null; resealed: number; failed: number }): void;
  imapBytes(direction: "sent" | "received", bytes: number): void;
  /** Logged-in connections to IMAP servers became more (1) or fewer (-1). */
  imapConnections(purpose: ConnectionPurpose, change: 1 | -1): void;
  /** Requests that wait for a connection to their IMAP server became more (1) or fewer (-1). */
  imapWaiters(change: 1 | -1): void;
  /** A rule's target was told of an alert; or not, and is told again, or not any more. Of email only that it went to the outbox. */
  alertTelling(target: AlertTargetKind, outcome: "told" | "retried" | "failed"): void;
  /** A worker held a lane for longer than its lease: somebody else may have done its jobs, too. */
  leaseLost(kind: JobKind): void;
}

/** How a sign-in went. A wrong code counts as one of `totp`: what it was meant to be can't be told. */
export const SIGN_IN_OUTCOMES = ["success", "failure", "locked"] as const;
export type SignInOutcome = (typeof SIGN_IN_OUTCOMES)[number];

/**
 * What was found out about a connection that listens: it no longer answers (`silent`), it shows an
 * old view of its mailbox (`frozen`), the server does not push (`unpushed`), or nothing is wrong
 * although it looked so (`falseAlarm`).
 */
export type ListeningFinding = "silent" | "frozen" | "unpushed" | "falseAlarm";
