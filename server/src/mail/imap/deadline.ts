import type { ImapFlow } from "imapflow";

/** What imapflow keeps to itself: pauses that the server asked for and that are not over. */
interface LowLevel {
  _throttleWaits?: ReadonlySet<unknown>;
}

/**
 * Calls `onLate` once after so long, unless it is stopped before. A pause that the server asked for
 * (Exchange: "Suggested Backoff Time") is not held against it; imapflow makes it five minutes at most.
 */
export function startDeadline(client: ImapFlow, ms: number, onLate: () => void): { stop(): void } {
  const check = () => {
    if ((client as unknown as LowLevel)._throttleWaits?.size) timer = setTimeout(check, ms);
    else onLate();
  };
  let timer = setTimeout(check, ms);
  return { stop: () => clearTimeout(timer) };
}
