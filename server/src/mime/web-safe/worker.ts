/** The thread that cleans: one text at a time, for as long as it takes; whoever waits may end it. */
/* oxlint-disable unicorn/require-post-message-target-origin -- A thread has no origin. */
import { parentPort } from "node:worker_threads";
import { withoutTags } from "../text-from-html.ts";
import type { ThreadAnswer } from "../threads.ts";
import { cleanHtml, cleanText, type CleanRules } from "./clean-html.ts";

export interface CleaningTask {
  form: "html" | "text" | "text-of-html";
  content: string;
  rules: CleanRules;
}

parentPort?.on("message", (task: CleaningTask) => parentPort?.postMessage(answerTo(task)));
parentPort?.postMessage("ready");

function answerTo({ form, content, rules }: CleaningTask): ThreadAnswer<string> {
  try {
    switch (form) {
      case "html":
        return { result: cleanHtml(content, rules) };
      case "text":
        return { result: cleanText(content, rules) };
      case "text-of-html":
        return { result: cleanText(withoutTags(content), rules) };
    }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
