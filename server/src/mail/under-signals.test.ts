import { getEventListeners } from "node:events";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { underSignals } from "./under-signals.ts";

const traces = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

describe("work under several signals", () => {
  it("ends with any of them, and leaves no trace", async () => {
    const [a, b] = [new AbortController(), new AbortController()];
    const work = underSignals([a.signal, undefined, b.signal], async (signal) => {
      b.abort(new Error("enough"));
      signal.throwIfAborted();
    });
    await expect(work).rejects.toThrow("enough");
    expect(await underSignals([a.signal], async (signal) => signal.aborted)).toBe(false);
    expect(await underSignals([a.signal, b.signal], async (signal) => signal.aborted)).toBe(true);
    expect(traces(a.signal)).toBe(0);
  });

  it.each([
    ["a stream", (stream: Readable) => stream],
    ["a download", (stream: Readable) => ({ contentType: "text/plain", content: stream })],
  ])("holds %s until it is closed", async (_what, wrap) => {
    const long = new AbortController();
    const stream = Readable.from(["x"]);
    await underSignals([long.signal], async () => wrap(stream));
    expect(traces(long.signal)).toBe(1);
    stream.destroy();
    await expect.poll(() => traces(long.signal)).toBe(0);
  });
});
