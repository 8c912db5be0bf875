import type { FunctionFault, LogLine } from "../core/user-function.ts";

/**
 * What passes between the service and a thread. A call is a series of turns: the first runs until the function returns or
 * waits for an answer, and each answer is one more. A thread does one turn at a time and says how each of them ended,
 * but for `drop`, which ends a call that waits.
 */
export type Turn = { call: number } & (
  | { kind: "check"; source: string }
  | { kind: "run"; source: string; payload: string; env: string; needsValue: boolean }
  | { kind: "answer"; request: number; answer: RequestAnswer }
  | { kind: "drop" }
);

export interface TurnEnd {
  call: number;
  /** Written in this turn. */
  logs: LogLine[];
  /** Asked for in this turn. */
  requests: GuestRequest[];
  /** null while the call waits for answers. */
  outcome: Outcome | null;
  /** The thread is to take no further call: its memory, which never shrinks, has grown, or it can't be trusted any more. */
  isSpent: boolean;
}

/** `json` is undefined for a value that has none. */
export type Outcome = { ok: true; isTruthy: boolean; json: string | undefined } | { ok: false; fault: FunctionFault };

/** A call of `fetch`. */
export interface GuestRequest {
  request: number;
  url: string;
  method: string;
  headers: [name: string, value: string][];
  body?: string;
  /** Whether the caller takes a redirect for a failure. */
  refusesRedirects: boolean;
}

export type RequestAnswer =
  | { status: number; statusText: string; url: string; headers: [name: string, value: string][]; body: string }
  | { error: string; code?: string };

export interface FunctionLimits {
  /** Computing, by the clock, over all turns of a call; what it waits for does not count. */
  computeMs: number;
  /** From when a call starts to its end. */
  wallMs: number;
  /** Bytes that one call may hold. */
  memory: number;
  /** Bytes of its stack. More than 256 KB, and recursion breaks the interpreter and not just the function. */
  stack: number;
  /** Bytes of a source. */
  source: number;
  /** Bytes of a result's JSON. */
  result: number;
  requests: number;
  /** Bytes of a request's body. */
  requestBody: number;
  /** Bytes of an answer's body. */
  answerBody: number;
  logLines: number;
  /** Characters of one line. */
  logText: number;
}

export const FUNCTION_LIMITS: FunctionLimits = {
  computeMs: 1000,
  wallMs: 30_000,
  memory: 32 * 1024 * 1024,
  stack: 256 * 1024,
  source: 1024 * 1024,
  result: 1024 * 1024,
  requests: 10,
  requestBody: 1024 * 1024,
  answerBody: 5 * 1024 * 1024,
  logLines: 100,
  logText: 4096,
};
