/** The thread that cleans: one text at a time, for as long as it takes; whoever waits may end it. */
/* oxlint-disable unicorn/require-post-message-target-origin -- A thread has no origin. */
import { parentPort } from "node:worker_threads";
import { withoutTags } from "../text-from-html.ts";
import { cleanHtml, cleanText } from "./clean-html.ts";
import type { CleaningAnswer, CleaningTask } from "./cleaning-threads.ts";

parentPort?.on("message", (task: CleaningTask) => parentPort?.postMessage(answerTo(task)));
parentPort?.postMessage("ready");

function answerTo({ form, content, rules }: CleaningTask): CleaningAnswer {
  try {
    switch (form) {
      case "html":
        return { html: cleanHtml(content, rules) };
      case "text":
        return { html: cleanText(content, rules) };
      case "text-of-html":
        return { html: cleanText(withoutTags(content), rules) };
    }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
