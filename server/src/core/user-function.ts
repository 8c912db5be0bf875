/**
 * Functions that users wrote: the body of an async JavaScript function with the parameter `payload`, whose result is what
 * it returns. They run away from everything else, with bounded time and memory.
 */
export interface UserFunctions {
  /**
   * Compiles without running. Resolves with what is wrong, or null. Rejects with the reason of `signal`, and with a
   * temporary PosthornError (`unavailable`) when it can't be done at this moment.
   */
  check(source: string, signal?: AbortSignal): Promise<FunctionFault | null>;
  /** Runs once, in a world of its own: nothing that it leaves behind is seen by another run. Never rejects. */
  run(call: FunctionCall): Promise<FunctionRun>;
  /** Ends what runs, as `unavailable`, and takes nothing new. */
  close(): Promise<void>;
}

export interface FunctionCall {
  source: string;
  /** JSON; the function gets a copy of its own. */
  payload: string;
  /** JSON of an object: the setting `scriptEnv`. */
  env: string;
  label: FunctionLabel;
  /** A result that JSON can't tell, or at too great a length, is a fault only to who needs its value and not just its truth. */
  needs: "truth" | "value";
  signal?: AbortSignal;
}

/** Whose function it is. Owners take turns, so that the slow functions of one don't hold up those of another. */
export interface FunctionLabel {
  owner: string;
  /** Such as `filter` or `map`; stands in the log beside the owner. */
  role: string;
}

export type FunctionRun = FunctionReturned | FunctionFailed;

interface FunctionEnd {
  logs: LogLine[];
  /** From when it started, awaited requests included. */
  durationMs: number;
}

export interface FunctionReturned extends FunctionEnd {
  ok: true;
  isTruthy: boolean;
  /** As JSON would tell it; undefined for nothing, and for what it can't tell. */
  value: unknown;
}

export interface FunctionFailed extends FunctionEnd {
  ok: false;
  fault: FunctionFault;
}

export interface FunctionFault {
  kind: FunctionFaultKind;
  /** In plain words, for whoever wrote the function. */
  message: string;
  /** Of the source, from 1, where they are known. */
  line?: number;
  column?: number;
  stack?: string;
}

/**
 * `timeout` is of computing or of waiting; `notJson` a result that has no JSON, `tooLarge` a source or a result. The last
 * two are not the function's fault: it was not wanted any longer, or could not be run at this moment and may be later.
 */
export const FUNCTION_FAULT_KINDS = [
  "compile",
  "threw",
  "timeout",
  "memory",
  "notJson",
  "tooLarge",
  "cancelled",
  "unavailable",
] as const;
export type FunctionFaultKind = (typeof FUNCTION_FAULT_KINDS)[number];

/** What a function wrote with `logger`. */
export interface LogLine {
  level: LogLevel;
  text: string;
}

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
