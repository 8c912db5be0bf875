/** From when to when a search looks, in epoch milliseconds; null is without end. */
export interface Window {
  since: number;
  before: number | null;
}

/** Every page of a search makes the mail server search anew, so that a page should be a fair part of what it finds. */
const MOST_IN_WINDOW = 5000;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Cuts a time into pieces, oldest first, in each of which a search finds few enough messages to be
 * looked through page by page. `count` tells how many it would find. A piece is a day at least,
 * since that is what searches may be exact to.
 */
export async function* searchWindows(
  window: Window,
  count: (window: Window) => Promise<number>,
  now: number,
): AsyncGenerator<Window> {
  const found = await count(window);
  if (found === 0) return;
  const middle = found > MOST_IN_WINDOW ? middleOf(window, now) : null;
  if (middle === null) {
    yield window;
    return;
  }
  yield* searchWindows({ since: window.since, before: middle }, count, now);
  yield* searchWindows({ since: middle, before: window.before }, count, now);
}

/** A midnight (UTC) that leaves a day on each side, or null. */
function middleOf({ since, before }: Window, now: number): number | null {
  const end = before ?? now;
  const middle = Math.round((since + end) / 2 / DAY_MS) * DAY_MS;
  return middle - since >= DAY_MS && end - middle >= DAY_MS ? middle : null;
}
