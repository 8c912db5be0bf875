import type { LoggedEvent } from "@posthorn/contracts/event-log";

/** So many events are kept for looking back; older ones are in the log. */
export const MOST_KEPT = 2000;

/** What a live tail shows: the newest events first, within bounds, whatever comes in. */
export interface Tail {
  /** The newest first. */
  readonly shown: readonly LoggedEvent[];
  /** What arrived while it was paused, in the order of arrival. */
  readonly held: readonly LoggedEvent[];
  readonly isPaused: boolean;
}

export const EMPTY_TAIL: Tail = { shown: [], held: [], isPaused: false };

/** Takes what arrived since the last time; while it is paused that is held back. */
export function withArrived(tail: Tail, arrived: readonly LoggedEvent[]): Tail {
  if (arrived.length === 0) return tail;
  if (tail.isPaused) return { ...tail, held: [...tail.held, ...arrived].slice(-MOST_KEPT) };
  const newest = arrived.slice(-MOST_KEPT).toReversed();
  return { ...tail, shown: [...newest, ...tail.shown.slice(0, MOST_KEPT - newest.length)] };
}

/** Stops, or goes on with what was held back. */
export const paused = (tail: Tail, isPaused: boolean): Tail =>
  isPaused ? { ...tail, isPaused } : withArrived({ ...tail, held: [], isPaused }, tail.held);

/** While one searches in a live tail, the same events are looked at in every frame. */
const texts = new WeakMap<LoggedEvent, string>();

/** Whether an event has the words somewhere in it. */
export function matches(event: LoggedEvent, query: string): boolean {
  const text = texts.get(event) ?? JSON.stringify(event).toLowerCase();
  texts.set(event, text);
  return text.includes(query.toLowerCase());
}
