import type { NewMessage } from "../core/mail-backend.ts";
import type { MailSummary } from "../core/mail-summary.ts";
import type { Meter } from "../core/meter.ts";
import type { ModelUses, TokenUsage } from "../core/model-use.ts";
import type { HttpClient } from "../net/http-client.ts";
import { type ChatAnswer, type ChatService, completeChat } from "./chat-completion.ts";
import { cleanSummary, objectIn } from "./clean-summary.ts";
import { promptFor } from "./prompt.ts";
import { DEFAULT_MAX_TOKENS, modelOf, type SummarySettings, urlOf } from "./summary-settings.ts";

export interface ModelTools {
  http: Pick<HttpClient, "fetch">;
  meter: Pick<Meter, "modelAsked" | "modelTokens">;
  uses: ModelUses;
}

export interface ModelAnswer {
  /** null where what the model wrote is no JSON object, or an empty one. */
  summary: MailSummary | null;
  /** What the model wrote. */
  content: string;
  usage: TokenUsage | null;
}

/** What is wrong with an answer without a summary. */
export const NO_OBJECT = "The model's answer is no JSON object, or an empty one";

/** More than any model reads at once. */
const MOST_TOKENS = 2_000_000;

/**
 * Has the model summarise a message, and writes down what that took. Rejects as `completeChat` does, and with ModelFailure
 * where the prompt leaves no room for the message.
 */
export async function askModel(
  { http, meter, uses }: ModelTools,
  account: string | null,
  message: NewMessage,
  now: SummarySettings,
  signal: AbortSignal,
): Promise<ModelAnswer> {
  const service = serviceOf(now);
  const maxTokens = Math.min(now.openAiMaxTokens || DEFAULT_MAX_TOKENS, MOST_TOKENS);
  const prompt = promptFor(message, now.openAiPrompt ?? "", maxTokens);
  const call = { account, model: service.model };
  let answer: ChatAnswer;
  try {
    answer = await completeChat(http, service, { ...prompt, endUser: account ?? undefined }, signal);
  } catch (error) {
    uses.note({ ...call, isAnswered: false, isUsable: false, usage: null });
    throw error;
  }
  const { content, usage } = answer;
  const summary = cleanSummary(objectIn(content));
  if (usage !== null) meter.modelTokens(service.model, usage);
  uses.note({ ...call, isAnswered: true, isUsable: summary !== null, usage });
  return { summary, content, usage };
}

function serviceOf(now: SummarySettings): ChatService {
  const key = now.openAiAPIKey?.trim();
  return {
    url: urlOf(now),
    model: modelOf(now),
    ...(key && { key }),
    ...(now.openAiTemperature !== undefined && { temperature: now.openAiTemperature }),
    ...(now.openAiTopP !== undefined && { topP: now.openAiTopP }),
    ...(now.openAiReasoningEffort && { reasoningEffort: now.openAiReasoningEffort }),
  };
}
