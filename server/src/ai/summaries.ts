import type { Log } from "../core/log.ts";
import type { NewMessage } from "../core/mail-backend.ts";
import type { MailSummaries } from "../core/mail-summaries.ts";
import type { MailSummary } from "../core/mail-summary.ts";
import type { Meter } from "../core/meter.ts";
import type { UserFunctions } from "../core/user-function.ts";
import type { HttpClient } from "../net/http-client.ts";
import { type ChatService, completeChat } from "./chat-completion.ts";
import { cleanSummary, objectIn } from "./clean-summary.ts";
import { ModelFailure } from "./model-failure.ts";
import { createServicePause } from "./service-pause.ts";
import { promptFor, readableText } from "./prompt.ts";

/** The settings of the same names; blank and undefined are the same. */
export interface SummarySettings {
  generateEmailSummary: boolean;
  openAiAPIKey: string | undefined;
  openAiAPIUrl: string | undefined;
  openAiModel: string | undefined;
  openAiPrompt: string | undefined;
  openAiTemperature: number | undefined;
  openAiTopP: number | undefined;
  openAiMaxTokens: number | undefined;
  openAiReasoningEffort: string | undefined;
  openAiPreProcessingFn: string | undefined;
  scriptEnv: string;
}

export interface SummaryDeps {
  http: Pick<HttpClient, "fetch">;
  userFunctions: Pick<UserFunctions, "run">;
  meter: Pick<Meter, "modelAsked" | "modelTokens">;
  log: Log;
  /** What counts at this moment. */
  settings(): SummarySettings;
  now(): number;
}

const OPENAI = "https://api.openai.com/v1";
const DEFAULT_MODEL = "gpt-5-mini";
const DEFAULT_MAX_TOKENS = 30_000;
/** More than any model reads at once. */
const MOST_TOKENS = 2_000_000;

/** Summaries by a model that is reached over HTTP. */
export function createMailSummaries({
  http,
  userFunctions,
  meter,
  log,
  settings,
  now: clock,
}: SummaryDeps): MailSummaries {
  const pause = createServicePause(clock);

  async function passes(account: string, message: NewMessage, now: SummarySettings, signal: AbortSignal) {
    const source = now.openAiPreProcessingFn;
    if (!source) return true;
    const shown = { ...message, attachments: message.attachments?.map(withoutFile) };
    const run = await userFunctions.run({
      source,
      // What EmailEngine passes, and what its documents say.
      payload: JSON.stringify({ ...shown, account, data: shown }),
      env: now.scriptEnv,
      label: { owner: "openAiPreProcessingFn", role: "filter" },
      needs: "truth",
      signal,
    });
    if (run.ok) return run.isTruthy;
    if (!signal.aborted)
      log.warn(
        { account, message: message.id, fault: run.fault },
        "A message gets no summary, as openAiPreProcessingFn failed",
      );
    return false;
  }

  async function ask(account: string, message: NewMessage, now: SummarySettings, signal: AbortSignal) {
    const service = serviceOf(now);
    const maxTokens = Math.min(now.openAiMaxTokens || DEFAULT_MAX_TOKENS, MOST_TOKENS);
    const prompt = promptFor(message, now.openAiPrompt ?? "", maxTokens);
    const { content, usage } = await completeChat(http, service, { ...prompt, endUser: account }, signal);
    meter.modelTokens(service.model, usage);
    const summary = cleanSummary(objectIn(content));
    if (summary === null) throw new ModelFailure("invalid", "The model's answer is no JSON object, or an empty one");
    return summary;
  }

  return {
    isOn() {
      const { generateEmailSummary, openAiAPIKey, openAiAPIUrl } = settings();
      return generateEmailSummary && Boolean(openAiAPIKey || openAiAPIUrl);
    },
    async summarize(account, message, signal): Promise<MailSummary | null> {
      const now = settings();
      try {
        if (readableText(message) === "" || !(await passes(account, message, now, signal))) return null;
        if (pause.isOn(urlOf(now))) {
          meter.modelAsked("paused");
          return null;
        }
        const summary = await ask(account, message, now, signal);
        pause.note(urlOf(now), true);
        meter.modelAsked("answered");
        return summary;
      } catch (error) {
        const outcome = outcomeOf(error, signal);
        if (outcome === null) return null;
        meter.modelAsked(outcome);
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ account, message: message.id, outcome, reason }, "A message is told without its summary");
        if (pause.note(urlOf(now), outcome !== "unavailable" && outcome !== "timeout"))
          log.warn({}, "The language model does not answer; no message is shown to it for a minute");
        return null;
      }
    },
  };
}

const urlOf = ({ openAiAPIUrl }: SummarySettings) => openAiAPIUrl || OPENAI;

function withoutFile(attachment: NonNullable<NewMessage["attachments"]>[number]) {
  const { content: _, ...entry } = attachment;
  return entry;
}

function serviceOf(now: SummarySettings): ChatService {
  const key = now.openAiAPIKey?.trim();
  return {
    url: urlOf(now),
    model: now.openAiModel?.trim() || DEFAULT_MODEL,
    ...(key && { key }),
    ...(now.openAiTemperature !== undefined && { temperature: now.openAiTemperature }),
    ...(now.openAiTopP !== undefined && { topP: now.openAiTopP }),
    ...(now.openAiReasoningEffort && { reasoningEffort: now.openAiReasoningEffort }),
  };
}

/** null when nobody waits for the summary any longer. */
function outcomeOf(error: unknown, signal: AbortSignal) {
  if (error instanceof ModelFailure) return error.outcome;
  if (!signal.aborted) return "invalid";
  return (signal.reason as { name?: string } | undefined)?.name === "TimeoutError" ? "timeout" : null;
}
