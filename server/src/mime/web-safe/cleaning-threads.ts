import { Worker } from "node:worker_threads";
import type { CleanRules } from "./clean-html.ts";

export interface CleaningTask {
  form: "html" | "text" | "text-of-html";
  content: string;
  rules: CleanRules;
}

export type CleaningAnswer = { html: string } | { fault: string };

export interface CleaningThreads {
  /** Rejects when it can't be done: too long, too much memory, closed, or `signal` aborted. */
  run(task: CleaningTask, signal?: AbortSignal): Promise<string>;
  /** Ends all threads; what still waits is rejected. */
  close(): Promise<void>;
}

export interface CleaningLimits {
  threads: number;
  /** For one task, from when a thread took it. */
  deadlineMs: number;
  /** A thread without work is ended after this. */
  idleMs: number;
}

/** Of a thread's heap, in MiB; V8 ends a thread that wants more. */
const MAX_HEAP_MB = 384;

interface Job {
  task: CleaningTask;
  resolve(html: string): void;
  reject(error: Error): void;
}

interface Thread {
  worker: Worker;
  /** Starting, too, is being busy. */
  isFree: boolean;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** From the sources or as built, the thread's program stands beside this file. */
const PROGRAM = new URL(import.meta.url.endsWith(".ts") ? "./worker-from-source.mjs" : "./worker.js", import.meta.url);

/**
 * Threads for work on hostile input, which may take for ever or all memory: whoever waits gives up at the deadline,
 * and the thread is ended with what it does. They start when they are needed first.
 */
export function createCleaningThreads(limits: CleaningLimits): CleaningThreads {
  const threads = new Set<Thread>();
  const waiting: Job[] = [];
  let isClosed = false;

  function assign(): void {
    while (waiting.length > 0) {
      const free = [...threads].find(({ isFree }) => isFree);
      if (free === undefined) {
        const starting = [...threads].filter(({ job }) => job === undefined).length;
        if (threads.size < limits.threads && starting < waiting.length) start();
        return;
      }
      give(free, waiting.shift() as Job);
    }
  }

  function start(): void {
    const worker = new Worker(PROGRAM, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
    const thread: Thread = { worker, isFree: false, job: undefined, timer: undefined };
    threads.add(thread);
    worker.on("message", (message: CleaningAnswer | "ready") => {
      if (!threads.has(thread)) return;
      if (message !== "ready") settle(thread, message);
      rest(thread);
      assign();
    });
    worker.on("error", (error) => end(thread, error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", () => end(thread, new Error("The thread ended")));
  }

  function give(thread: Thread, job: Job): void {
    clearTimeout(thread.timer);
    Object.assign(thread, { isFree: false, job });
    thread.worker.ref();
    thread.timer = setTimeout(() => end(thread, new Error("It took too long")), limits.deadlineMs);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
    thread.worker.postMessage(job.task);
  }

  function settle(thread: Thread, answer: CleaningAnswer): void {
    const { job } = thread;
    thread.job = undefined;
    if ("html" in answer) job?.resolve(answer.html);
    else job?.reject(new Error(answer.fault));
  }

  /** A thread at rest keeps no process alive, and is given up after a while. */
  function rest(thread: Thread): void {
    clearTimeout(thread.timer);
    thread.isFree = true;
    thread.worker.unref();
    thread.timer = setTimeout(() => end(thread, new Error("It is no longer needed")), limits.idleMs).unref();
  }

  function end(thread: Thread, reason: Error): void {
    if (!threads.delete(thread)) return;
    clearTimeout(thread.timer);
    // One that never got ready would never do so for those that wait, either.
    (thread.job ?? (thread.isFree ? undefined : waiting.shift()))?.reject(reason);
    void thread.worker.terminate();
    assign();
  }

  return {
    run(task, signal) {
      if (isClosed) return Promise.reject(new Error("Closed"));
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          const index = waiting.indexOf(job);
          if (index !== -1) waiting.splice(index, 1);
          reject(signal?.reason as Error);
        };
        const leave = () => signal?.removeEventListener("abort", giveUp);
        const job: Job = {
          task,
          resolve: (html) => (leave(), resolve(html)),
          reject: (error) => (leave(), reject(error)),
        };
        if (signal?.aborted) return reject(signal.reason as Error);
        signal?.addEventListener("abort", giveUp, { once: true });
        waiting.push(job);
        assign();
      });
    },
    async close() {
      isClosed = true;
      for (const job of waiting.splice(0)) job.reject(new Error("Closed"));
      const ended = [...threads].map(({ worker }) => worker.terminate());
      for (const thread of threads) end(thread, new Error("Closed"));
      await Promise.all(ended);
    },
  };
}
