import { availableParallelism } from "node:os";
import type { Log } from "../../core/log.ts";
import { createThreads, threadProgram } from "../threads.ts";
import type { CleanRules } from "./clean-html.ts";
import type { CleaningTask } from "./worker.ts";

/** The text of a message as it was loaded. */
export interface TextSource {
  html?: string | undefined;
  plain?: string | undefined;
}

export interface WebSafeRules {
  /** Whose message it is: accounts take turns. */
  account: string;
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
/** Of a text that could not be made of more in time. */
const FEW_CHARACTERS = 128 * 1024;
/** So that all that is tried one after the other comes within the ten seconds that a call waits. */
const DEADLINE_MS = 3_000;
const IDLE_MS = 60_000;

const NOTICE = '<div style="overflow:auto"><p>The text of this message can not be shown safely.</p></div>';

export function createWebSafe(options: WebSafeOptions): WebSafe {
  const threads = createThreads<CleaningTask, string>(threadProgram(import.meta.url), {
    threads: Math.max(1, Math.min(4, availableParallelism() - 1)),
    deadlineMs: options.deadlineMs ?? DEADLINE_MS,
    idleMs: IDLE_MS,
  });

  return {
    async clean({ html = "", plain = "" }, { account, blockRemoteImages }, signal) {
      if (html === "" && plain === "") return null;
      const isShort = html.length + plain.length <= options.maxFoldedCharacters();
      for (const { form, content, most } of attemptsFor(html, plain)) {
        try {
          const isCut = content.length > most;
          const isAsSent = html === "" || form === "html";
          // Text that stands in for HTML has lost what tells the sender's own words from others.
          const rules: CleanRules = { blockRemote: blockRemoteImages, fold: isShort && isAsSent };
          const task = { form, content: isCut ? content.slice(0, most) : content, rules };
          const cleaned = await threads.run(task, account, signal);
          options.onCleaned(isAsSent ? "cleaned" : "text");
          return { html: cleaned, isCut };
        } catch (error) {
          signal?.throwIfAborted();
          options.log.warn({ err: error, form, size: content.length }, "A text can't be made web-safe");
        }
      }
      options.onCleaned("none");
      return { html: NOTICE, isCut: true };
    },
    close: () => threads.close(),
  };
}

type Attempt = Pick<CleaningTask, "form" | "content"> & { most: number };

/** What to try, one after the other. HTML that is cut may end anywhere, so it is not shown as such. */
function attemptsFor(html: string, plain: string): Attempt[] {
  const text: Pick<CleaningTask, "form" | "content"> =
    plain.trim() !== "" || html === "" ? { form: "text", content: plain } : { form: "text-of-html", content: html };
  const asText = [
    { ...text, most: MAX_CHARACTERS },
    { ...text, most: FEW_CHARACTERS },
  ];
  if (html === "" || html.length > MAX_CHARACTERS) return asText;
  return [{ form: "html", content: html, most: MAX_CHARACTERS }, ...asText];
}
