import { fork } from "node:child_process";
import { once } from "node:events";
import { collecting } from "./collecting.ts";
import type { Scope } from "./scope.ts";

/** A process of our own on the other side: it takes questions, one at a time, and answers them. */
export interface Peer<Question, Answer> {
  readonly pid: number;
  ask(question: Question): Promise<Answer>;
}

/** Starts a file that calls `servePeer`. It ends with us, since its channel does. */
export async function startPeer<Question, Answer>(
  scope: Scope,
  file: URL,
  args: string[] = [],
): Promise<Peer<Question, Answer> & { ready: Answer }> {
  const child = fork(file, args, {
    execArgv: [...process.execArgv, collecting],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const gone = once(child, "exit");
  scope.defer(async () => {
    child.kill("SIGKILL");
    await gone;
  });
  const next = () =>
    Promise.race([
      once(child, "message").then(([message]) => message as Answer),
      gone.then(() => Promise.reject(new Error(`A process of the benchmark ended: ${file.pathname}`))),
    ]);
  gone.catch(() => undefined);
  const ready = await next();
  return {
    pid: child.pid ?? 0,
    ready,
    ask(question) {
      const answer = next();
      child.send(question as object);
      return answer;
    },
  };
}

/** The other end. `ready` is the first thing that is told. */
export function servePeer<Question, Answer>(ready: Answer, answer: (question: Question) => Promise<Answer>): void {
  process.on("disconnect", () => process.exit());
  process.on("SIGINT", () => undefined); // Ctrl-C reaches the whole group; the order of ending is the parent's.
  process.on("message", (question) => void answer(question as Question).then((told) => process.send?.(told)));
  process.send?.(ready);
}
