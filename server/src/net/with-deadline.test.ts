import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type Deadline, withDeadline } from "./with-deadline.ts";

/** Never ends by itself. */
const waiting = ({ signal }: Deadline) => sleep(2 ** 30, "done", { signal });

describe("a deadline", () => {
  it("ends what takes too long, and says so", async () => {
    let told: Deadline | undefined;
    const late = withDeadline(1, undefined, (deadline) => waiting((told = deadline)));
    await expect(late).rejects.toThrow("aborted");
    expect(told?.isOver).toBe(true);
  });

  it("ends with the signal that it is given, and leaves nothing on it otherwise", async () => {
    const stop = new AbortController();
    let told: Deadline | undefined;
    const stopped = withDeadline(2 ** 30, stop.signal, (deadline) => waiting((told = deadline)));
    const done = withDeadline(2 ** 30, stop.signal, async ({ signal }) => signal);
    const kept = await done;
    stop.abort(new Error("enough"));
    await expect(stopped).rejects.toThrow("aborted");
    expect([told?.isOver, told?.signal.reason]).toEqual([false, stop.signal.reason]);
    expect(kept.aborted).toBe(false);
    await expect(withDeadline(1, stop.signal, waiting)).rejects.toThrow("enough");
  });
});
