import { setTimeout as sleep } from "node:timers/promises";
import { type Backoff, backoffDelay } from "../../core/backoff.ts";
import { PosthornError } from "../../core/errors.ts";

export interface AskOptions {
  /** For one question to the mail server, answer included. */
  timeoutMs: number;
  /** Between two attempts. */
  again: Backoff;
  /** Ends everything. */
  signal: AbortSignal;
}

const ATTEMPTS = 4;

/** Asks the mail server, and up to three times again where that may help. */
export async function askAgain<T>(options: AskOptions, question: (signal: AbortSignal) => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask(options, question);
    } catch (error) {
      if (failures === ATTEMPTS || !isPassing(error) || options.signal.aborted) throw error;
    }
    await sleep(backoffDelay(options.again, failures), undefined, { signal: options.signal });
  }
}

/** Asks once, and no longer than it may take. */
export async function ask<T>(
  { timeoutMs, signal }: AskOptions,
  question: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  // Not AbortSignal.any: a signal that outlives hundreds of thousands of questions would keep a trace of each.
  const both = new AbortController();
  const end = () => both.abort(signal.reason);
  signal.addEventListener("abort", end, { once: true });
  const timer = setTimeout(() => both.abort(tooLate()), timeoutMs);
  try {
    return await question(both.signal);
  } catch (error) {
    throw both.signal.aborted ? both.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

/** Whether trying again may help. */
export const isPassing = (error: unknown) => error instanceof PosthornError && error.temporary;

export const hasCode = (error: unknown, code: string) => error instanceof PosthornError && error.code === code;

const tooLate = () =>
  new PosthornError("timeout", "The mail server took too long", { code: "Timeout", temporary: true });
