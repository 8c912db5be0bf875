import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { PosthornError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { EventFilter } from "../../storage/events.ts";
import type { Storage } from "../../storage/storage.ts";
import type { Listener, LiveCalls } from "../streams/live-calls.ts";
import { EventLogStream } from "./event-stream.ts";
import { createLogWatch } from "./log-watch.ts";
import { type Portion, readOn, type Start } from "./read-log.ts";

/** Reads the event log for those who ask for it: once, with patience, or for as long as they listen. */
export interface EventFeed {
  /**
   * The next events that fit, at most `limit`. When there are none, waits up to `waitMs` for the first
   * one; ends early when the caller leaves or at a stop. Rejects with `conflict` when events that may
   * have fitted are gone, with `unauthenticated` when what let the caller in has ended.
   */
  read(start: Start, filter: EventFilter, call: Reading): Promise<Portion>;
  /** A stream that lasts until `signal` aborts, what let the caller in has ended, or the feed closes. */
  open(start: Start, filter: EventFilter, listener: Listener, signal: AbortSignal): Promise<Readable>;
  close(): void;
}

interface Reading {
  limit: number;
  waitMs: number;
  listener: Listener;
  signal: AbortSignal;
}

/** Bytes of payload in one answer. */
export const MOST_BYTES = 4 * 1024 * 1024;
/** What a stream reads at once. */
const PORTION = { limit: 100, bytes: 256 * 1024 };

export function createEventFeed(options: {
  storage: Storage;
  liveCalls: LiveCalls;
  log: Log;
  /** The first line of each stream. */
  greeting: string;
  isStopping(): boolean;
  now(): number;
}): EventFeed {
  const { storage, liveCalls, log, greeting, isStopping, now } = options;
  const watch = createLogWatch({ storage, log });

  return {
    async read(start, filter, { limit, waitMs, listener, signal }) {
      const most = { limit, bytes: MOST_BYTES };
      const isNothing = ({ events, hasMore }: Portion) => events.length === 0 && !hasMore;
      let portion = await readOn(storage, start, filter, most);
      if (waitMs === 0 || !isNothing(portion)) return portion;
      const timeUp = new AbortController();
      const over = new AbortController();
      const patience = AbortSignal.any([signal, timeUp.signal, over.signal]);
      const leave = liveCalls.add({ end: () => over.abort() }, listener);
      void sleep(waitMs, undefined, { signal: over.signal, ref: false }).then(
        () => timeUp.abort(),
        () => {},
      );
      try {
        while (isNothing(portion) && !patience.aborted) {
          await watch.news(filter, portion.next, patience);
          if (over.signal.aborted) break;
          portion = await readOn(storage, { ...start, after: portion.next }, filter, most);
        }
        if (over.signal.aborted && !isStopping()) throw new PosthornError("unauthenticated", "Unauthorized");
        return portion;
      } finally {
        leave();
        over.abort();
      }
    },
    async open({ log: name, after }, filter, listener, signal) {
      const read = (from: Start["after"]) => readOn(storage, { log: name, after: from }, filter, PORTION);
      const first = await read(after);
      const onTrouble = (error: unknown) => log.warn({ err: error }, "The event log can't be read right now");
      const stream = new EventLogStream({ log: name, greeting, filter, watch, read, onTrouble, now }, first);
      stream.once("close", liveCalls.add(stream, listener));
      if (signal.aborted) stream.destroy();
      else signal.addEventListener("abort", () => stream.destroy(), { once: true });
      return stream;
    },
    close: () => watch.close(),
  };
}
