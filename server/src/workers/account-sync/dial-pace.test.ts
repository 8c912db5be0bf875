import { describe, expect, it, vi } from "vitest";
import { createDialPace } from "./dial-pace.ts";

describe("the pace of dialling", () => {
  const never = new AbortController().signal;

  /** Who got a turn, in order, and their turns. */
  function queue(limits: Parameters<typeof createDialPace>[0]) {
    const pace = createDialPace(limits);
    const admitted: string[] = [];
    const ask = async (host: string, signal = never) => {
      const leave = await pace.enter(host, signal);
      admitted.push(host);
      return leave;
    };
    return { admitted, ask };
  }

  it("lets so many in at once, and so many to one host, and the next when one is done", async () => {
    const { admitted, ask } = queue({ total: 3, perHost: 2, slowMs: 60_000 });
    const first = await ask("a");
    await ask("a");
    void ask("a");
    await ask("b");
    void ask("c");
    expect(admitted).toEqual(["a", "a", "b"]);
    first();
    first();
    await expect.poll(() => admitted).toEqual(["a", "a", "b", "a"]);
  });

  it("forgets those who gave up waiting", async () => {
    const { admitted, ask } = queue({ total: 1, perHost: 1, slowMs: 60_000 });
    const first = await ask("a");
    const impatient = new AbortController();
    const gaveUp = ask("b", impatient.signal);
    void ask("c");
    impatient.abort();
    await gaveUp;
    first();
    await expect.poll(() => admitted).toEqual(["a", "b", "c"]);
  });

  it("counts hosts that never answer for themselves only", async () => {
    const { admitted, ask } = queue({ total: 2, perHost: 2, slowMs: 20 });
    const dead = [await ask("dead"), await ask("dead")];
    void ask("dead");
    await ask("well");
    expect(admitted).toEqual(["dead", "dead", "well"]);
    dead[0]?.();
    await expect.poll(() => admitted).toEqual(["dead", "dead", "well", "dead"]);
  });

  it("leaves time between two turns where that is wanted", async () => {
    vi.useFakeTimers();
    const { admitted, ask } = queue({ total: 9, perHost: 9, slowMs: 60_000, gapMs: 1000 });
    for (const host of ["a", "b", "c"]) void ask(host);
    await vi.advanceTimersByTimeAsync(999);
    expect(admitted).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(admitted).toEqual(["a", "b"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(admitted).toEqual(["a", "b", "c"]);
    vi.useRealTimers();
  });
});
