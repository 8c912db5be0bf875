import type { ImapFlow } from "imapflow";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startDeadline } from "./deadline.ts";

describe("a deadline", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** As much of a connection as a deadline looks at. */
  const connection = () => {
    const pauses = new Set<string>();
    return { pauses, client: { _throttleWaits: pauses } as unknown as ImapFlow };
  };

  it("passes once, unless it is stopped", () => {
    const { client } = connection();
    const late = vi.fn<() => void>();
    startDeadline(client, 1000, late);
    startDeadline(client, 1000, late).stop();
    vi.advanceTimersByTime(999);
    expect(late).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60_000);
    expect(late).toHaveBeenCalledTimes(1);
  });

  it("waits for the end of a pause that the server asked for", () => {
    const { client, pauses } = connection();
    const late = vi.fn<() => void>();
    startDeadline(client, 1000, late);
    pauses.add("92415 ms");
    vi.advanceTimersByTime(92_415);
    expect(late).not.toHaveBeenCalled();
    pauses.clear();
    vi.advanceTimersByTime(1000);
    expect(late).toHaveBeenCalledTimes(1);
  });
});
