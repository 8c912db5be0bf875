import { availableParallelism } from "node:os";
import type { Log } from "../../core/log.ts";
import type { CleanRules } from "./clean-html.ts";
import { type CleaningTask, createCleaningThreads } from "./cleaning-threads.ts";

/** The text of a message as it was loaded. */
export interface TextSource {
  html?: string | undefined;
  plain?: string | undefined;
}

export interface WebSafeRules {
  /** Keeps readers from telling senders that they read: remote images lose their address. */
  blockRemoteImages: boolean;
}

export interface SafeHtml {
  html: string;
  /** Not all of the text is in it. */
  isCut: boolean;
}

export interface WebSafe {
  /**
   * The text of a message as one `<div>` that any page can show as it is, of its plain text where it has no HTML; null
   * where it has neither. HTML that can't be cleaned in time is told as text: this rejects only
   * when `signal` aborts.
   */
  clean(source: TextSource, rules: WebSafeRules, signal?: AbortSignal): Promise<SafeHtml | null>;
  close(): Promise<void>;
}

export interface WebSafeOptions {
  log: Log;
  /** Most characters, of both texts together, in which earlier messages are folded; 0 folds none. */
  maxFoldedCharacters(): number;
  /** How the text of a message ended up. */
  onCleaned(outcome: CleaningOutcome): void;
  deadlineMs?: number;
}

/** As it was sent, as text only, or not at all. */
export type CleaningOutcome = "cleaned" | "text" | "none";

/** More is cut. */
const MAX_CHARACTERS = 4 * 1024 * 1024;
/** So that even what is told as text after it comes within the ten seconds that a call waits. */
const DEADLINE_MS = 4_000;
const IDLE_MS = 60_000;

const NOTICE = '<div style="overflow:auto"><p>The text of this message can not be shown safely.</p></div>';

export function createWebSafe(options: WebSafeOptions): WebSafe {
  const threads = createCleaningThreads({
    threads: Math.max(1, Math.min(4, availableParallelism() - 1)),
    deadlineMs: options.deadlineMs ?? DEADLINE_MS,
    idleMs: IDLE_MS,
    maxWaiting: 1000,
  });

  return {
    async clean({ html = "", plain = "" }, { blockRemoteImages }, signal) {
      if (html === "" && plain === "") return null;
      const rules: CleanRules = {
        blockRemote: blockRemoteImages,
        fold: html.length + plain.length <= options.maxFoldedCharacters(),
      };
      for (const task of tasksFor(html, plain, rules)) {
        try {
          const isWhole = task.content.length <= MAX_CHARACTERS;
          const content = isWhole ? task.content : task.content.slice(0, MAX_CHARACTERS);
          const cleaned = await threads.run({ ...task, content }, signal);
          const isAsSent = html === "" || task.form === "html";
          options.onCleaned(isAsSent ? "cleaned" : "text");
          return { html: cleaned, isCut: !isWhole };
        } catch (error) {
          signal?.throwIfAborted();
          options.log.warn({ err: error, form: task.form, size: task.content.length }, "A text can't be made web-safe");
        }
      }
      options.onCleaned("none");
      return { html: NOTICE, isCut: true };
    },
    close: () => threads.close(),
  };
}

/** What to try, one after the other. HTML that is cut may end anywhere, so it is not shown as such. */
function tasksFor(html: string, plain: string, rules: CleanRules): CleaningTask[] {
  const asText: CleaningTask[] = [
    ...(plain.trim() === "" ? [] : [{ form: "text", content: plain, rules } as const]),
    ...(html === "" ? [] : [{ form: "text-of-html", content: html, rules: { ...rules, fold: false } } as const]),
  ];
  const isTooLong = html.length > MAX_CHARACTERS;
  return html === "" || isTooLong ? asText : [{ form: "html", content: html, rules }, ...asText];
}
