import { endpointOfShare } from "../../core/webhook-endpoint.ts";
import type { KnownEndpoints } from "../../storage/known-endpoints.ts";

/**
 * How many requests a share may have under way. One whose attempts fail one after the other has room for a single one,
 * by which it is tried, until that succeeds: hosts that are dead and let everybody wait take no room from others.
 */
export interface ShareRooms {
  roomOf(share: string): number;
  note(share: string, isSuccess: boolean): void;
}

const FAILURES_THAT_NARROW = 3;
const MOST_REMEMBERED = 10_000;

export function createShareRooms(endpoints: KnownEndpoints, perHost: number): ShareRooms {
  /** Failures in a row, of shares whose last attempt failed. */
  const failures = new Map<string, number>();

  function usualRoom(share: string): number {
    const endpoint = endpointOfShare(share);
    return endpoint === null ? perHost : (endpoints.of(endpoint)?.maxConcurrent ?? perHost);
  }

  return {
    roomOf: (share) => ((failures.get(share) ?? 0) >= FAILURES_THAT_NARROW ? 1 : usualRoom(share)),
    note(share, isSuccess) {
      if (isSuccess) failures.delete(share);
      else if (failures.size < MOST_REMEMBERED || failures.has(share))
        failures.set(share, (failures.get(share) ?? 0) + 1);
    },
  };
}
