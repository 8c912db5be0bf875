import { availableParallelism } from "node:os";
import { PosthornError } from "../../core/errors.ts";
import { createThreads, threadProgram } from "../threads.ts";
import type { Rendering, RenderingTask } from "./render.ts";
import type { TemplateContent, TemplateContext, TemplateFormat } from "./template.ts";

export interface TemplateRenderer {
  /**
   * The parts of a message with their values filled in. Throws `unsupported` (SubmitFail), with `details` that name the
   * field and, where they are known, line and helper; RenderingTooCostly for what takes too much time or memory. Rejects
   * with the reason of `signal` when that aborts.
   */
  render(
    content: TemplateContent,
    format: TemplateFormat,
    context: TemplateContext,
    call?: RenderingCall,
  ): Promise<TemplateContent>;
  close(): Promise<void>;
}

export interface RenderingCall {
  /** Whose message it is: accounts take turns. Those that are nobody's take one together. */
  account?: string | undefined;
  signal?: AbortSignal;
}

/** A template that nobody should try again, at least not at once. */
export class RenderingTooCostly extends PosthornError {
  constructor(cause: unknown) {
    super("unsupported", "Rendering the template takes too much time or memory", { code: "SubmitFail", cause });
  }
}

export interface TemplateRendererOptions {
  /** Most characters of a rendered `text` or `html`. */
  maxLength: number;
  /** How a rendering ended. */
  onRendered(outcome: "rendered" | "failed"): void;
  deadlineMs?: number;
}

/** For one message; less than a call waits. */
const DEADLINE_MS = 4_000;
const IDLE_MS = 60_000;

/** Renders templates, which anybody may have written, in threads of their own. */
export function createTemplateRenderer(options: TemplateRendererOptions): TemplateRenderer {
  const threads = createThreads<RenderingTask, Rendering>(threadProgram(import.meta.url), {
    threads: Math.max(1, Math.min(4, availableParallelism() - 1)),
    deadlineMs: options.deadlineMs ?? DEADLINE_MS,
    idleMs: IDLE_MS,
  });

  return {
    async render(content, format, context, { account = "", signal } = {}) {
      const task: RenderingTask = { content, format, context, maxLength: options.maxLength };
      const rendering = await threads.run(task, account, signal).catch((error: unknown) => {
        signal?.throwIfAborted();
        options.onRendered("failed");
        throw new RenderingTooCostly(error);
      });
      options.onRendered("fault" in rendering ? "failed" : "rendered");
      if ("content" in rendering) return rendering.content;
      const { message, ...details } = rendering.fault;
      throw new PosthornError("unsupported", message, { code: "SubmitFail", extra: { details } });
    },
    close: () => threads.close(),
  };
}
