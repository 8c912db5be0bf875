/** The thread that renders: one message at a time, for as long as it takes; whoever waits may end it. */
/* oxlint-disable unicorn/require-post-message-target-origin -- A thread has no origin. */
import { parentPort } from "node:worker_threads";
import type { ThreadAnswer } from "../threads.ts";
import { renderTemplate, type Rendering, type RenderingTask } from "./render.ts";

parentPort?.on("message", (task: RenderingTask) => {
  const answer = (result: Rendering): ThreadAnswer<Rendering> => ({ result });
  void renderTemplate(task).then((rendering) => parentPort?.postMessage(answer(rendering)));
});
parentPort?.postMessage("ready");
