import type { LoggedEvent, LoggedEvents } from "@posthorn/contracts/event-log";
import type { CallOptions } from "./call.ts";
import { PosthornApiError } from "./errors.ts";

interface EventQuery {
  /** Where to begin: the cursor of the last event that was dealt with, or `now`; the oldest event when it is left out. */
  after?: string;
  account?: string;
  /** Names of events, separated by commas. */
  types?: string;
}

/** Seconds that the server is asked to wait for an event; less than what proxies allow. */
const WAIT_SECONDS = 25;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * What happened, one event after the other, and then what happens, until `signal` aborts or the loop
 * is left. An event counts as dealt with when the next one is asked for: keep its `cursor`, and begin
 * there the next time. While the server can't be reached or is too busy it is asked again, less and
 * less often. Rejects with a PosthornApiError for anything else, such as `CursorExpired` when events
 * after `after` are gone.
 */
export async function* followEvents(
  list: (input: { query: EventQuery & { wait: number } }, options?: CallOptions) => Promise<LoggedEvents>,
  query: EventQuery = {},
  { signal }: { signal?: AbortSignal } = {},
): AsyncGenerator<LoggedEvent, void> {
  let after = query.after;
  let pauseMs = FIRST_PAUSE_MS;
  const isOver = () => signal?.aborted === true;
  while (!isOver()) {
    try {
      const input = { query: { ...query, ...(after !== undefined && { after }), wait: WAIT_SECONDS } };
      const portion = await list(input, signal && { signal });
      pauseMs = FIRST_PAUSE_MS;
      for (const event of portion.events) {
        if (isOver()) return;
        yield event;
      }
      after = portion.cursor;
    } catch (error) {
      if (isOver()) return;
      if (!isPassing(error)) throw error;
      await pause(pauseMs, signal);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }
}

/** Without an answer `fetch` rejects with a TypeError. */
const isPassing = (error: unknown) =>
  error instanceof PosthornApiError ? error.statusCode === 429 || error.statusCode >= 500 : error instanceof TypeError;

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}
