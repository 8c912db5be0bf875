import { PosthornError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import {
  type FunctionCall,
  type FunctionFault,
  type FunctionLabel,
  type FunctionRun,
  type LogLine,
  type LogLevel,
  type UserFunctions,
} from "../core/user-function.ts";
import type { Meter } from "../core/meter.ts";
import type { HttpClient } from "../net/http-client.ts";
import { answerRequest } from "./answer-request.ts";
import { createThreadPool, type LossReason, type PooledCall } from "./thread-pool.ts";
import { FUNCTION_LIMITS, type FunctionLimits, type Outcome, type Turn, type TurnEnd } from "./turns.ts";

export interface UserFunctionsOptions {
  log: Log;
  meter: Pick<Meter, "userFunction">;
  /** What `fetch` goes through. */
  http: Pick<HttpClient, "fetch">;
  userAgent: string;
  /** Threads that compute at the same time. */
  threads?: number;
  limits?: Partial<FunctionLimits>;
  idleMs?: number;
}

const THREADS = 2;
/** Threads whose calls wait for answers come on top. */
const MOST_THREADS = 8;
const CALLS_PER_THREAD = 50;
const QUEUED_PER_LANE = 200;
const QUEUED = 2000;
const IDLE_MS = 60_000;
/** How much longer than its time to compute a turn may take before its thread is ended: machines are busy, too. */
const GRACE_MS = 2000;

/** `silent` is for the caller only. */
const LOGGED: Record<LogLevel, "debug" | "info" | "warn" | "error" | null> = {
  trace: "debug",
  debug: "debug",
  info: "info",
  warn: "warn",
  error: "error",
  fatal: "error",
  silent: null,
};

/** Runs users' functions in an interpreter of its own (QuickJS), in threads. */
export function createUserFunctions(options: UserFunctionsOptions): UserFunctions {
  const limits = { ...FUNCTION_LIMITS, ...options.limits };
  const pool = createThreadPool(programOf(import.meta.url), {
    computing: options.threads ?? THREADS,
    total: Math.max(MOST_THREADS, options.threads ?? THREADS),
    callsPerThread: CALLS_PER_THREAD,
    queuedPerLane: QUEUED_PER_LANE,
    queued: QUEUED,
    turnMs: limits.computeMs + GRACE_MS,
    idleMs: options.idleMs ?? IDLE_MS,
    limits,
  });
  /** Of calls that have requests under way, over or not. */
  const requesting = new Set<AbortController>();
  let calls = 0;

  const faultOfLoss = (reason: LossReason): FunctionFault =>
    reason === "stuck"
      ? { kind: "timeout", message: `It computed for more than ${limits.computeMs / 1000} s` }
      : { kind: "unavailable", message: LOST[reason] };

  function call(given: {
    lane: string;
    label: FunctionLabel | null;
    turn: (id: number) => Turn;
    signal: AbortSignal | undefined;
  }): Promise<{ outcome: Outcome; logs: LogLine[]; durationMs: number }> {
    const { label, signal } = given;
    const id = ++calls;
    const logs: LogLine[] = [];
    const stop = new AbortController();
    let startedAt: number | undefined;
    let isOver = false;
    let underWay = 0;
    let timer: NodeJS.Timeout | undefined;

    return new Promise((resolve) => {
      function settle(outcome: Outcome): void {
        if (isOver) return;
        isOver = true;
        signal?.removeEventListener("abort", cancel);
        if (underWay === 0) clearTimeout(timer);
        resolve({ outcome, logs, durationMs: startedAt === undefined ? 0 : performance.now() - startedAt });
      }
      function giveUp(fault: FunctionFault): void {
        stop.abort();
        if (isOver) return;
        settle({ ok: false, fault });
        pool.leave(pooled);
      }
      const cancel = () => giveUp({ kind: "cancelled", message: "It is not wanted any more" });

      /** A request that the function does not wait for is made as well. */
      async function request(asked: TurnEnd["requests"][number]): Promise<void> {
        underWay += 1;
        requesting.add(stop);
        const answer = await answerRequest(asked, {
          http: options.http,
          userAgent: options.userAgent,
          maxBytes: limits.answerBody,
          signal: stop.signal,
        });
        underWay -= 1;
        if (underWay === 0) requesting.delete(stop);
        if (!isOver) pool.resume(pooled, { call: id, kind: "answer", request: asked.request, answer });
        else if (underWay === 0) clearTimeout(timer);
      }

      const pooled: PooledCall = {
        id,
        lane: given.lane,
        first: given.turn(id),
        onStart() {
          startedAt = performance.now();
          const late: FunctionFault = { kind: "timeout", message: `It took more than ${limits.wallMs / 1000} s` };
          timer = setTimeout(() => giveUp(late), limits.wallMs);
        },
        onTurn({ logs: written, requests, outcome }) {
          logs.push(...written);
          if (label !== null) tellLog(label, written);
          for (const one of requests) void request(one);
          if (outcome !== null) settle(outcome);
        },
        onLost(reason) {
          stop.abort();
          settle({ ok: false, fault: faultOfLoss(reason) });
        },
      };
      if (signal?.aborted) return cancel();
      signal?.addEventListener("abort", cancel, { once: true });
      pool.enter(pooled);
    });
  }

  function tellLog(label: FunctionLabel, written: readonly LogLine[]): void {
    for (const { level, text } of written) {
      const method = LOGGED[level];
      if (method !== null) options.log[method]({ userFunction: label }, text);
    }
  }

  function resultOf(outcome: Outcome, needsValue: boolean): { isTruthy: boolean; value: unknown } | FunctionFault {
    if (!outcome.ok) return outcome.fault;
    const { isTruthy, json } = outcome;
    const isTooLarge = json !== undefined && Buffer.byteLength(json) > limits.result;
    if (isTooLarge && needsValue)
      return { kind: "tooLarge", message: `The result is longer than ${limits.result} bytes` };
    return { isTruthy, value: json === undefined || isTooLarge ? undefined : (JSON.parse(json) as unknown) };
  }

  function sourceFault(source: string): FunctionFault | null {
    if (Buffer.byteLength(source) <= limits.source) return null;
    return { kind: "tooLarge", message: `The function is longer than ${limits.source} bytes` };
  }

  return {
    async check(source, signal) {
      const tooLarge = sourceFault(source);
      if (tooLarge) return tooLarge;
      const turn = (id: number): Turn => ({ call: id, kind: "check", source });
      const { outcome } = await call({ lane: "", label: null, turn, signal });
      signal?.throwIfAborted();
      if (outcome.ok) return null;
      if (outcome.fault.kind === "unavailable")
        throw new PosthornError("unavailable", "The function can't be run right now", {
          cause: outcome.fault,
          temporary: true,
        });
      return outcome.fault;
    },
    async run({ source, payload, env, label, needs, signal }: FunctionCall): Promise<FunctionRun> {
      const needsValue = needs === "value";
      const tooLarge = sourceFault(source);
      const turn = (id: number): Turn => ({ call: id, kind: "run", source, payload, env, needsValue });
      const { outcome, logs, durationMs } = tooLarge
        ? { outcome: { ok: false as const, fault: tooLarge }, logs: [], durationMs: 0 }
        : await call({ lane: label.owner, label, turn, signal });
      const result = resultOf(outcome, needsValue);
      const isFault = "kind" in result;
      options.meter.userFunction(isFault ? result.kind : "returned");
      return isFault ? { ok: false, fault: result, logs, durationMs } : { ok: true, ...result, logs, durationMs };
    },
    async close() {
      for (const stop of requesting) stop.abort();
      await pool.close();
    },
  };
}

const LOST: Record<Exclude<LossReason, "stuck">, string> = {
  died: "The thread that it ran in ended",
  full: "Too many functions wait already",
  closed: "The service stops",
};

/** The program of the threads stands beside this file, from the sources or as built. */
const programOf = (url: string) => new URL(url.endsWith(".ts") ? "./worker-from-source.mjs" : "./worker.js", url);
