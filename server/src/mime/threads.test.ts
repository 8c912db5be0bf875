import { afterEach, describe, expect, it, vi } from "vitest";
import { createThreads, type Threads } from "./threads.ts";

/** Says that it has a task, and is busy with it until it is let go. */
const PROGRAM = `
  import { parentPort } from "node:worker_threads";
  parentPort.on("message", (gate) => {
    Atomics.store(gate, 0, 1);
    Atomics.wait(gate, 1, 0);
    parentPort.postMessage({ result: "done" });
  });
  parentPort.postMessage("ready");
`;

describe("threads that accounts share", () => {
  let threads: Threads<Int32Array, string>;
  const create = (count: number) => {
    const program = new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`);
    threads = createThreads(program, { threads: count, deadlineMs: 60_000, idleMs: 60_000 });
  };
  afterEach(() => threads.close());

  /** A task of an account, from when it waits to when it is let go. */
  function ask(account: string, signal?: AbortSignal) {
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const done = threads.run(gate, account, signal);
    done.catch(() => undefined);
    const isTaken = () => Atomics.load(gate, 0) === 1;
    return {
      isTaken,
      untilTaken: () => vi.waitFor(() => expect(isTaken()).toBe(true), { interval: 20, timeout: 40_000 }),
      async letGo() {
        Atomics.store(gate, 1, 1);
        Atomics.notify(gate, 1);
        expect(await done).toBe("done");
      },
    };
  }
  type Asked = ReturnType<typeof ask>;
  const many = (account: string, count: number) => Array.from({ length: count }, () => ask(account));

  /** Lets one task go after the other; each time, the next of `order` and no other is taken. */
  async function followsOrder(going: Asked[], order: Asked[]) {
    for (const [index, one] of going.entries()) {
      await one.letGo();
      await order[index]?.untilTaken();
      expect(order.slice(index + 1).map(({ isTaken }) => isTaken())).not.toContain(true);
    }
  }

  it("are all for one while nobody else waits, and then no more than half of them", async () => {
    create(4);
    const [a1, a2, a3, a4, a5, a6] = many("a", 6) as [Asked, Asked, Asked, Asked, Asked, Asked];
    for (const taken of [a1, a2, a3, a4]) await taken.untilTaken();
    const [b1, b2] = many("b", 2) as [Asked, Asked];
    const c1 = ask("c");
    await followsOrder([a1, a2, a3, a4], [b1, c1, b2, a5]);
    await followsOrder([b1], [a6]);
    for (const last of [c1, b2, a5, a6]) await last.letGo();
  });

  it("take turns where there is one", async () => {
    create(1);
    const [a1, a2, a3] = many("a", 3) as [Asked, Asked, Asked];
    await a1.untilTaken();
    const [b1, b2] = many("b", 2) as [Asked, Asked];
    await followsOrder([a1, b1, a2, b2], [b1, a2, b2, a3]);
    await a3.letGo();
  });

  it("are none the fewer for who gives up", async () => {
    create(3);
    const [a1, a2, a3] = many("a", 3) as [Asked, Asked, Asked];
    for (const taken of [a1, a2, a3]) await taken.untilTaken();
    const leaving = new AbortController();
    const [a4, b1, a5] = [ask("a"), ask("b", leaving.signal), ask("a")];
    leaving.abort(new Error("gone"));
    await followsOrder([a1, a2], [a4, a5]);
    expect(b1.isTaken()).toBe(false);
    for (const last of [a3, a4, a5]) await last.letGo();
  });
});
