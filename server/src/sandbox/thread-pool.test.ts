import { afterEach, describe, expect, it } from "vitest";
import { createThreadPool, type LossReason, type PooledCall, type ThreadPool } from "./thread-pool.ts";
import { FUNCTION_LIMITS, type Turn, type TurnEnd } from "./turns.ts";

/** Does what the source of a turn says: `end`, `wait`, `exit` or `hang`. */
const PROGRAM = `
  import { parentPort } from "node:worker_threads";
  parentPort.on("message", ({ call, source, kind }) => {
    if (kind === "drop") return;
    if (source === "exit") process.exit();
    if (source === "hang") for (;;);
    const outcome = source === "wait" ? null : { ok: true, isTruthy: true };
    parentPort.postMessage({ call, logs: [], requests: [], outcome, isSpent: source === "spend" });
  });
  parentPort.postMessage("ready");
`;
const programOf = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

describe("a pool of threads", () => {
  let pool: ThreadPool;
  const create = (program = PROGRAM, turnMs = 60_000) => {
    const many = { computing: 2, total: 3, callsPerThread: 5, queuedPerLane: 10, queued: 20 };
    pool = createThreadPool(programOf(program), { ...many, turnMs, idleMs: 60_000, limits: FUNCTION_LIMITS });
  };
  afterEach(() => pool.close());

  let calls = 0;
  /** A call, and what comes of each of its turns. */
  function enter(lane: string, source: string) {
    const heard: (TurnEnd | LossReason)[] = [];
    let wake = () => {};
    const id = ++calls;
    const hear = (what: TurnEnd | LossReason) => (heard.push(what), wake());
    const first: Turn = { call: id, kind: "check", source };
    const call: PooledCall = { id, lane, first, onStart() {}, onTurn: hear, onLost: hear };
    pool.enter(call);
    const next = async () => {
      while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return heard.shift();
    };
    return { call, next, goOn: (text: string) => pool.resume(call, { call: id, kind: "check", source: text }) };
  }
  const over = { outcome: { ok: true } };
  const waiting = { outcome: null };

  it("loses no call but the one in a thread that ends", async () => {
    create();
    const dying = enter("a", "exit");
    const others = ["a", "b", "c"].map((lane) => enter(lane, "end"));
    expect(await dying.next()).toBe("died");
    for (const one of others) expect(await one.next()).toMatchObject(over);
  });

  it("ends a thread whose turn takes too long, with those of its lane that wait there and with no others", async () => {
    create(PROGRAM, 2000);
    const [kept, other] = [enter("a", "wait"), enter("b", "wait")];
    for (const one of [kept, other]) expect(await one.next()).toMatchObject(waiting);
    const stuck = enter("a", "hang");
    expect(await stuck.next()).toBe("stuck");
    expect(await kept.next()).toBe("died");
    other.goOn("end");
    expect(await other.next()).toMatchObject(over);
    expect(await enter("a", "end").next()).toMatchObject(over);
  });

  it("lets calls that wait go on, and others start, while there is a thread for their lane", async () => {
    create();
    const held = ["a", "b", "c"].map((lane) => enter(lane, "wait"));
    for (const one of held) expect(await one.next()).toMatchObject(waiting);
    expect(await enter("b", "end").next()).toMatchObject(over);
    const late = enter("d", "end");
    held[0]?.goOn("end");
    expect(await held[0]?.next()).toMatchObject(over);
    expect(await late.next()).toMatchObject(over);
  });

  it("gives a spent thread no more calls", async () => {
    create();
    expect(await enter("a", "spend").next()).toMatchObject({ isSpent: true });
    expect(await enter("a", "end").next()).toMatchObject(over);
  });

  it("tells those that wait when no thread starts", async () => {
    create("throw new Error('no')");
    const all = ["a", "b"].map((lane) => enter(lane, "end"));
    for (const one of all) expect(await one.next()).toBe("died");
  });

  it("takes only so many, and none once it is closed", async () => {
    create();
    const all = Array.from({ length: 12 }, () => enter("a", "hang"));
    expect(await all[11]?.next()).toBe("full");
    await pool.close();
    expect(await all[0]?.next()).toBe("closed");
    expect(await enter("a", "end").next()).toBe("closed");
  });
});
