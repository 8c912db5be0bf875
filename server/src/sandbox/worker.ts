/** The thread that runs users' functions: one turn at a time, though of several calls, as some wait for answers. */
/* oxlint-disable unicorn/require-post-message-target-origin -- A thread has no origin. */
import { parentPort, workerData } from "node:worker_threads";
import { newQuickJSWASMModule, newVariant, RELEASE_SYNC } from "quickjs-emscripten";
import { createRealm, type Ended, type Realm } from "./realm.ts";
import type { FunctionLimits, Turn, TurnEnd } from "./turns.ts";

/** Bytes of the interpreter's memory from which on the thread is not used again: it never gives any back. */
const MOST_MEMORY = 96 * 1024 * 1024;

declare global {
  // The types of Node.js leave it out.
  namespace WebAssembly {
    class Memory {
      constructor(sizes: { initial: number; maximum: number });
      readonly buffer: ArrayBuffer;
    }
  }
}

/** What the interpreter's memory begins with, and can't grow beyond: the limit of a call does not count what typed arrays hold. */
const MEMORY = { initial: pages(16), maximum: pages(256) };

const limits = workerData as FunctionLimits;
const quickjs = await newQuickJSWASMModule(newVariant(RELEASE_SYNC, { wasmMemory: new WebAssembly.Memory(MEMORY) }));
/** Calls that wait for an answer. */
const realms = new Map<number, Realm>();
/** Made while nobody waits for it. */
let next: Realm | undefined = createRealm(quickjs, limits);

/** Of 64 KiB, in so many MiB. */
function pages(megabytes: number): number {
  return megabytes * 16;
}

function take(turn: Turn): Ended | null {
  const realm = realms.get(turn.call) ?? next ?? createRealm(quickjs, limits);
  if (realm === next) next = undefined;
  realms.set(turn.call, realm);
  if (turn.kind === "check") return realm.check(turn.source);
  if (turn.kind === "run") return realm.run(turn.source, turn.payload, turn.env, turn.needsValue);
  if (turn.kind === "answer") return realm.answer(turn.request, turn.answer);
  return null;
}

/** Whether the interpreter is as it was before. */
function leave(call: number): boolean {
  const realm = realms.get(call);
  realms.delete(call);
  try {
    realm?.dispose();
    return true;
  } catch {
    return false;
  }
}

parentPort?.on("message", (turn: Turn) => {
  const ended = take(turn);
  const isOver = ended === null || ended.outcome !== null;
  const isSound = ended?.isBroken !== true && (!isOver || leave(turn.call));
  const isSpent = !isSound || quickjs.getWasmMemory().buffer.byteLength > MOST_MEMORY;
  if (ended !== null) {
    const { logs, requests, outcome } = ended;
    const end: TurnEnd = { call: turn.call, logs, requests, outcome, isSpent };
    parentPort?.postMessage(end);
  }
  if (!isSpent) next ??= createRealm(quickjs, limits);
});
parentPort?.postMessage("ready");
