import { Worker } from "node:worker_threads";

export interface Threads<Task, Result> {
  /**
   * Rejects when it can't be done: too long, too much memory, closed, or `signal` aborted. Tasks of one `lane`, such as an
   * account, are taken in order; lanes take turns, and while others wait none has more than half of the threads, rounded up.
   */
  run(task: Task, lane: string, signal?: AbortSignal): Promise<Result>;
  /** Ends all threads; what still waits is rejected. */
  close(): Promise<void>;
}

/** What a thread's program says to a task. Before the first one it says "ready". */
export type ThreadAnswer<Result> = { result: Result } | { fault: string };

export interface ThreadLimits {
  threads: number;
  /** For one task, from when a thread took it. */
  deadlineMs: number;
  /** A thread without work is ended after this. */
  idleMs: number;
}

/** Of a thread's heap, in MiB; V8 ends a thread that wants more. */
const MAX_HEAP_MB = 384;

interface Job<Task, Result> {
  task: Task;
  lane: string;
  resolve(result: Result): void;
  reject(error: Error): void;
}

interface Thread<Task, Result> {
  worker: Worker;
  /** Starting, too, is being busy. */
  isFree: boolean;
  job: Job<Task, Result> | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** The program of a room's threads stands beside the file with this `import.meta.url`, from the sources or as built. */
export const threadProgram = (url: string) =>
  new URL(url.endsWith(".ts") ? "./worker-from-source.mjs" : "./worker.js", url);

/**
 * Threads for work on hostile input, which may take for ever or all memory: whoever waits gives up at the deadline,
 * and the thread is ended with what it does. They start when they are needed first.
 */
export function createThreads<Task, Result>(program: URL, limits: ThreadLimits): Threads<Task, Result> {
  const threads = new Set<Thread<Task, Result>>();
  /** What waits, by lane; first the lane whose turn is next. None is empty. */
  const lanes = new Map<string, Job<Task, Result>[]>();
  const mostOfLane = Math.ceil(limits.threads / 2);
  let isClosed = false;

  function assign(): void {
    while (lanes.size > 0) {
      const lane = nextLane();
      if (lane === undefined) return;
      const free = [...threads].find(({ isFree }) => isFree);
      if (free === undefined) {
        const starting = [...threads].filter(({ job }) => job === undefined).length;
        const waiting = [...lanes.values()].reduce((sum, jobs) => sum + jobs.length, 0);
        if (threads.size < limits.threads && starting < waiting) start();
        return;
      }
      give(free, take(lane));
    }
  }

  /** The lane whose turn it is; undefined where all that wait have as many threads as they may, so that none is free. */
  function nextLane(): string | undefined {
    const held = (lane: string) => [...threads].filter(({ job }) => job?.lane === lane).length;
    const waiting = [...lanes.keys()];
    return waiting.length === 1 ? waiting[0] : waiting.find((lane) => held(lane) < mostOfLane);
  }

  /** The first task of a lane. */
  function take(lane: string): Job<Task, Result> {
    const jobs = lanes.get(lane) ?? [];
    const job = jobs.shift() as Job<Task, Result>;
    if (jobs.length > 0) goLast(lane);
    else lanes.delete(lane);
    return job;
  }

  /** Who had a thread, be it to the end or not yet, lets the others go first. */
  function goLast(lane: string): void {
    const jobs = lanes.get(lane);
    if (jobs === undefined) return;
    lanes.delete(lane);
    lanes.set(lane, jobs);
  }

  function leaveLane(job: Job<Task, Result>): void {
    const rest = (lanes.get(job.lane) ?? []).filter((other) => other !== job);
    if (rest.length > 0) lanes.set(job.lane, rest);
    else lanes.delete(job.lane);
  }

  function start(): void {
    const worker = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
    const thread: Thread<Task, Result> = { worker, isFree: false, job: undefined, timer: undefined };
    threads.add(thread);
    worker.on("message", (message: ThreadAnswer<Result> | "ready") => {
      if (!threads.has(thread)) return;
      if (message !== "ready") settle(thread, message);
      rest(thread);
      assign();
    });
    worker.on("error", (error) => end(thread, error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", () => end(thread, new Error("The thread ended")));
  }

  function give(thread: Thread<Task, Result>, job: Job<Task, Result>): void {
    clearTimeout(thread.timer);
    Object.assign(thread, { isFree: false, job });
    thread.worker.ref();
    thread.timer = setTimeout(() => end(thread, new Error("It took too long")), limits.deadlineMs);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
    thread.worker.postMessage(job.task);
  }

  function settle(thread: Thread<Task, Result>, answer: ThreadAnswer<Result>): void {
    const { job } = thread;
    thread.job = undefined;
    if (job) goLast(job.lane);
    if ("result" in answer) job?.resolve(answer.result);
    else job?.reject(new Error(answer.fault));
  }

  /** A thread at rest keeps no process alive, and is given up after a while. */
  function rest(thread: Thread<Task, Result>): void {
    clearTimeout(thread.timer);
    thread.isFree = true;
    thread.worker.unref();
    thread.timer = setTimeout(() => end(thread, new Error("It is no longer needed")), limits.idleMs).unref();
  }

  function end(thread: Thread<Task, Result>, reason: Error): void {
    if (!threads.delete(thread)) return;
    clearTimeout(thread.timer);
    if (thread.job) goLast(thread.job.lane);
    // One that never got ready would never do so for those that wait, either.
    const [first] = thread.job || thread.isFree ? [] : lanes.keys();
    (thread.job ?? (first === undefined ? undefined : take(first)))?.reject(reason);
    void thread.worker.terminate();
    assign();
  }

  return {
    run(task, lane, signal) {
      if (isClosed) return Promise.reject(new Error("Closed"));
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          reject(signal?.reason as Error);
          leaveLane(job);
        };
        const leave = () => signal?.removeEventListener("abort", giveUp);
        const job: Job<Task, Result> = {
          task,
          lane,
          resolve: (result) => (leave(), resolve(result)),
          reject: (error) => (leave(), reject(error)),
        };
        if (signal?.aborted) return reject(signal.reason as Error);
        signal?.addEventListener("abort", giveUp, { once: true });
        const jobs = lanes.get(lane);
        if (jobs) jobs.push(job);
        else lanes.set(lane, [job]);
        assign();
      });
    },
    async close() {
      isClosed = true;
      for (const job of [...lanes.values()].flat()) job.reject(new Error("Closed"));
      lanes.clear();
      const ended = [...threads].map(({ worker }) => worker.terminate());
      for (const thread of threads) end(thread, new Error("Closed"));
      await Promise.all(ended);
    },
  };
}
