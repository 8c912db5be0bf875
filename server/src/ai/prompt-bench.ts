import type { AiFaultKind, AiTrial } from "@posthorn/contracts/ai";
import type { PromptBench, PromptTrial, TrialValues } from "../core/prompt-bench.ts";
import type { UserFunctions } from "../core/user-function.ts";
import { askModel, type ModelAnswer, type ModelTools, NO_OBJECT } from "./ask-model.ts";
import { ModelFailure } from "./model-failure.ts";
import { BUILT_IN_PROMPT, readableText } from "./prompt.ts";
import { runFilter } from "./run-filter.ts";
import type { ServicePause } from "./service-pause.ts";
import {
  DEFAULT_MAX_TOKENS,
  DEFAULT_MODEL,
  isConfigured,
  modelOf,
  type SummarySettings,
  urlOf,
} from "./summary-settings.ts";

export interface PromptBenchDeps extends ModelTools {
  userFunctions: Pick<UserFunctions, "run">;
  /** What counts at this moment. */
  settings(): SummarySettings;
  /** Over once the service answers; trials are made all the same. */
  pause: Pick<ServicePause, "note">;
  /** So long is waited for an answer. */
  timeoutMs: number;
}

/** Of what a model wrote that could not be used. */
const MAX_RAW = 65_536;

/** A bench that goes the way of summaries, from the filter to the cleaned answer. */
export function createPromptBench(deps: PromptBenchDeps): PromptBench {
  const { userFunctions, meter, pause, settings, timeoutMs } = deps;

  /** Why the model is not asked; null where it is. */
  async function whyNot({ account, message }: PromptTrial, now: SummarySettings, signal: AbortSignal) {
    if (!isConfigured(now)) return faultOf("notConfigured", "Neither openAiAPIKey nor openAiAPIUrl is set");
    if (readableText(message) === "") return faultOf("noText", "The message has no text");
    const run = await runFilter(userFunctions, account, message, now, signal);
    signal.throwIfAborted();
    if (run !== null && !run.ok) return faultOf("functionFailed", run.fault.message);
    return run?.isTruthy === false ? faultOf("heldBack", "The function holds the message back") : null;
  }

  async function ask({ account, message }: PromptTrial, now: SummarySettings, signal: AbortSignal) {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const answer = await askModel(deps, account, message, now, inTime);
      pause.note(urlOf(now), true);
      meter.modelAsked(answer.summary === null ? "invalid" : "answered");
      return { answer, fault: answer.summary === null ? faultOf("invalid", NO_OBJECT) : null };
    } catch (error) {
      signal.throwIfAborted();
      const failure =
        error instanceof ModelFailure || !inTime.aborted
          ? error
          : new ModelFailure("timeout", "The service did not answer in time");
      if (!(failure instanceof ModelFailure) || failure.outcome === "paused") throw failure;
      meter.modelAsked(failure.outcome);
      return { answer: null, fault: faultOf(failure.outcome, failure.message) };
    }
  }

  return {
    defaults: {
      url: urlOf({ openAiAPIUrl: undefined }),
      model: DEFAULT_MODEL,
      prompt: BUILT_IN_PROMPT,
      maxTokens: DEFAULT_MAX_TOKENS,
    },
    async run(trial, signal) {
      const now = withValues(settings(), trial.values);
      const startedAt = performance.now();
      const reason = await whyNot(trial, now, signal);
      const { answer, fault } = reason === null ? await ask(trial, now, signal) : { answer: null, fault: reason };
      const durationMs = Math.round(performance.now() - startedAt);
      return { ...told(answer), fault, model: modelOf(now), durationMs };
    },
  };
}

function told(answer: ModelAnswer | null): Pick<AiTrial, "summary" | "raw" | "usage"> {
  if (answer === null) return { summary: null, raw: null, usage: null };
  const { summary, content, usage } = answer;
  return {
    summary,
    raw: summary === null ? content.slice(0, MAX_RAW).toWellFormed() : null,
    usage: usage && { promptTokens: usage.prompt, completionTokens: usage.completion },
  };
}

const faultOf = (kind: AiFaultKind, message: string) => ({ kind, message });

/** The settings with those that are given for this trial. */
function withValues(now: SummarySettings, values: TrialValues): SummarySettings {
  const given = <T>(value: T | null | undefined, otherwise: T | undefined) =>
    value === undefined ? otherwise : (value ?? undefined);
  return {
    ...now,
    openAiPrompt: given(values.prompt, now.openAiPrompt),
    openAiModel: given(values.model, now.openAiModel),
    openAiTemperature: given(values.temperature, now.openAiTemperature),
    openAiTopP: given(values.topP, now.openAiTopP),
    openAiMaxTokens: given(values.maxTokens, now.openAiMaxTokens),
    openAiReasoningEffort: given(values.reasoningEffort, now.openAiReasoningEffort),
    openAiPreProcessingFn: given(values.preProcessingFn, now.openAiPreProcessingFn),
  };
}
