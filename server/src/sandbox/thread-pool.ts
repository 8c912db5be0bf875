import { Worker } from "node:worker_threads";
import type { FunctionLimits, Turn, TurnEnd } from "./turns.ts";

/**
 * Threads for calls that may compute without end, or wait for answers in between.
 *
 * A thread computes for one call at a time: a turn, which ends when the call is over or waits. One that does not end in
 * time is ended with its thread, since no interpreter stops everywhere. So that this harms nobody else, calls that wait
 * stay in a thread only beside calls of their own lane; such a thread takes no others before they are done.
 *
 * Lanes take turns. None has more than half of the threads that may compute, rounded up, and those that took long lately
 * have no more than half of them together, whoever else is there: the others find a thread at once, however slow those are.
 */
export interface ThreadPool {
  /** Queues the first turn of a call. */
  enter(call: PooledCall): void;
  /** The next turn of a call that waits. */
  resume(call: PooledCall, turn: Turn): void;
  /** Takes a call out that is not over. One that computes does so until its time is up, and nobody hears of it. */
  leave(call: PooledCall): void;
  /** Ends all threads; every call is lost. */
  close(): Promise<void>;
}

export interface PooledCall {
  readonly id: number;
  readonly lane: string;
  readonly first: Turn;
  /** A thread took it. */
  onStart(): void;
  onTurn(end: TurnEnd): void;
  /** Nothing more will be heard of it. */
  onLost(reason: LossReason): void;
}

/**
 * Its turn took too long; the thread ended for another reason, such as another call of the lane; too many wait already;
 * the pool was closed.
 */
export type LossReason = "stuck" | "died" | "full" | "closed";

export interface ThreadPoolOptions {
  /** Threads that compute at the same time. */
  computing: number;
  /** Threads in all, with those whose calls wait. */
  total: number;
  /** Calls of one lane that one thread may keep while they wait. */
  callsPerThread: number;
  /** Calls of a lane that may wait for a thread, and of all lanes together. */
  queuedPerLane: number;
  queued: number;
  /** For one turn. */
  turnMs: number;
  /** A thread without calls is ended after this. */
  idleMs: number;
  limits: FunctionLimits;
}

interface Thread {
  worker: Worker;
  isReady: boolean;
  isSpent: boolean;
  /** Those in it, by id; all of one lane. */
  calls: Map<number, PooledCall>;
  computing: PooledCall | undefined;
  /** Turns of calls that are in it, until it has finished what it computes. */
  turns: { call: PooledCall; turn: Turn }[];
  /** When its turn began. */
  since: number;
  timer: NodeJS.Timeout | undefined;
}

/** A lane is slow for so long after a turn that took so long. */
const SLOW_TURN_MS = 100;
const SLOW_FOR_MS = 10_000;
/** Of a thread's heap without the interpreter's memory, in MiB. */
const MAX_HEAP_MB = 128;
/** In MiB. The interpreter limits itself to less, measured its own way; with Node.js's 4 it goes over it now and then. */
const STACK_MB = 16;

export function createThreadPool(program: URL, options: ThreadPoolOptions): ThreadPool {
  const threads = new Set<Thread>();
  /** What waits for a thread, by lane; first the lane whose turn is next. None is empty. */
  const lanes = new Map<string, PooledCall[]>();
  /** Until when lanes are slow. */
  const slow = new Map<string, number>();
  const mostOfLane = Math.ceil(options.computing / 2);
  const mostOfSlow = Math.max(1, Math.floor(options.computing / 2));
  let queued = 0;
  let isClosed = false;

  const laneOf = (thread: Thread) => thread.calls.values().next().value?.lane;
  const computing = (is: (lane: string) => boolean = () => true) =>
    [...threads].filter(({ computing: one }) => one !== undefined && is(one.lane)).length;
  const isSlow = (lane: string) => (slow.get(lane) ?? 0) > performance.now();
  const mayCompute = (lane: string) =>
    computing((other) => other === lane) < mostOfLane && (!isSlow(lane) || computing(isSlow) < mostOfSlow);

  function assign(): void {
    for (const lane of lanes.keys()) {
      if (computing() >= options.computing) return;
      const thread = mayCompute(lane) ? threadFor(lane) : undefined;
      if (thread !== undefined) return admit(thread, lane);
    }
    startIfWanted();
  }

  function admit(thread: Thread, lane: string): void {
    const call = shift(lane);
    thread.calls.set(call.id, call);
    call.onStart();
    give(thread, call, call.first);
    assign();
  }

  function threadFor(lane: string): Thread | undefined {
    const free = [...threads].filter((one) => one.isReady && !one.isSpent && one.computing === undefined);
    return (
      free.find((one) => laneOf(one) === lane && one.calls.size < options.callsPerThread) ??
      free.find((one) => one.calls.size === 0)
    );
  }

  /** One more thread for what could be computed, if only there were one. */
  function startIfWanted(): void {
    const starting = [...threads].filter(({ isReady }) => !isReady).length;
    const wanting = [...lanes.keys()].filter(mayCompute).length;
    if (threads.size < options.total && starting < wanting && computing() + starting < options.computing) start();
  }

  /** The first call of a lane, which then lets the others go first. */
  function shift(lane: string): PooledCall {
    const calls = lanes.get(lane) ?? [];
    const call = calls.shift() as PooledCall;
    lanes.delete(lane);
    if (calls.length > 0) lanes.set(lane, calls);
    queued -= 1;
    return call;
  }

  function start(): void {
    const worker = new Worker(program, {
      workerData: options.limits,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, stackSizeMb: STACK_MB },
      // What the interpreter prints when it fails is no log of ours.
      stdout: true,
      stderr: true,
    });
    const thread: Thread = {
      worker,
      isReady: false,
      isSpent: false,
      calls: new Map(),
      computing: undefined,
      turns: [],
      since: 0,
      timer: undefined,
    };
    threads.add(thread);
    worker.on("message", (message: TurnEnd | "ready") => {
      if (!threads.has(thread)) return;
      if (message === "ready") thread.isReady = true;
      else turned(thread, message);
      goOn(thread);
      assign();
    });
    worker.on("error", () => end(thread, "died"));
    worker.on("exit", () => end(thread, "died"));
  }

  function give(thread: Thread, call: PooledCall, turn: Turn): void {
    clearTimeout(thread.timer);
    thread.computing = call;
    thread.since = performance.now();
    thread.worker.ref();
    thread.timer = setTimeout(() => end(thread, "stuck"), options.turnMs);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
    thread.worker.postMessage(turn);
  }

  function noteTime({ computing: call, since }: Thread): void {
    const now = performance.now();
    if (call === undefined || now - since < SLOW_TURN_MS) return;
    for (const [lane, until] of slow) if (until <= now) slow.delete(lane);
    slow.set(call.lane, now + SLOW_FOR_MS);
  }

  function turned(thread: Thread, message: TurnEnd): void {
    noteTime(thread);
    const call = thread.computing;
    thread.computing = undefined;
    thread.isSpent ||= message.isSpent;
    if (call === undefined) return;
    const isIn = thread.calls.has(call.id);
    if (message.outcome !== null) thread.calls.delete(call.id);
    else if (!isIn) drop(thread, call);
    if (isIn) call.onTurn(message);
  }

  /** What a thread does after a turn. */
  function goOn(thread: Thread): void {
    if (thread.computing !== undefined || !threads.has(thread)) return;
    const next = thread.turns.shift();
    if (next !== undefined) return give(thread, next.call, next.turn);
    if (thread.calls.size > 0) return clearTimeout(thread.timer);
    if (thread.isSpent) return end(thread, "died");
    rest(thread);
  }

  /** A thread without calls keeps no process alive, and is given up after a while. */
  function rest(thread: Thread): void {
    clearTimeout(thread.timer);
    thread.worker.unref();
    thread.timer = setTimeout(() => end(thread, "died"), options.idleMs).unref();
  }

  function drop(thread: Thread, call: PooledCall): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
    thread.worker.postMessage({ call: call.id, kind: "drop" } satisfies Turn);
  }

  function end(thread: Thread, reason: "stuck" | "died" | "closed"): void {
    if (!threads.delete(thread)) return;
    noteTime(thread);
    clearTimeout(thread.timer);
    for (const call of thread.calls.values())
      call.onLost(reason === "stuck" && call !== thread.computing ? "died" : reason);
    // One that never got ready would never do so for those that wait, either.
    const [lane] = thread.isReady || reason === "closed" ? [] : lanes.keys();
    if (lane !== undefined) shift(lane).onLost("died");
    void thread.worker.terminate();
    assign();
  }

  return {
    enter(call) {
      const calls = lanes.get(call.lane) ?? [];
      if (isClosed) return call.onLost("closed");
      if (queued >= options.queued || calls.length >= options.queuedPerLane) return call.onLost("full");
      lanes.set(call.lane, [...calls, call]);
      queued += 1;
      assign();
    },
    resume(call, turn) {
      const thread = [...threads].find(({ calls }) => calls.has(call.id));
      if (thread === undefined) return;
      thread.turns.push({ call, turn });
      goOn(thread);
    },
    leave(call) {
      const waiting = lanes.get(call.lane) ?? [];
      if (waiting.includes(call)) {
        const rest = waiting.filter((other) => other !== call);
        if (rest.length > 0) lanes.set(call.lane, rest);
        else lanes.delete(call.lane);
        queued -= 1;
        return;
      }
      const thread = [...threads].find(({ calls }) => calls.has(call.id));
      if (thread === undefined) return;
      thread.calls.delete(call.id);
      thread.turns = thread.turns.filter((turn) => turn.call !== call);
      if (thread.computing === call) return;
      drop(thread, call);
      goOn(thread);
      assign();
    },
    async close() {
      isClosed = true;
      for (const call of [...lanes.values()].flat()) call.onLost("closed");
      lanes.clear();
      queued = 0;
      const ended = [...threads].map(({ worker }) => worker.terminate());
      for (const thread of threads) end(thread, "closed");
      await Promise.all(ended);
    },
  };
}
