import { setTimeout as sleep } from "node:timers/promises";
import type { TokenUsage } from "../core/model-use.ts";
import { type FetchedAnswer, type HttpClient, AnswerTooLarge } from "../net/http-client.ts";
import { ModelFailure } from "./model-failure.ts";

/** A service with the API of OpenAI, and how it is asked. */
export interface ChatService {
  /** Its base; where that has no path, `/v1` is meant. */
  url: string;
  /** Services of one's own may want none. */
  key?: string;
  model: string;
  temperature?: number;
  topP?: number;
  /** undefined asks models that reason to do so a little. */
  reasoningEffort?: string;
}

export interface ChatRequest {
  system: string;
  user: string;
  /** Told to the service as the one on whose behalf it is asked. */
  endUser?: string | undefined;
}

export interface ChatAnswer {
  /** What the model wrote. */
  content: string;
  /** null where the service tells none. */
  usage: TokenUsage | null;
}

const MAX_ANSWER_BYTES = 1024 * 1024;
/** Before the one other try, unless the service names a time. */
const RETRY_AFTER_MS = 1000;
/** Who asks for a longer pause gets no other try. */
const MAX_RETRY_AFTER_MS = 30_000;

/**
 * Asks a model for one JSON object, by the chat completions of the OpenAI API. What a service or a model won't take of the
 * optional parameters is left out, and it is asked again. Where there are too many requests (429) or it is in trouble (5xx),
 * it is asked once more. Rejects with ModelFailure, or whatever, once `signal` aborts.
 */
export async function completeChat(
  http: Pick<HttpClient, "fetch">,
  service: ChatService,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<ChatAnswer> {
  const optional = optionalParameters(service, request);
  let mayRetry = true;
  for (;;) {
    const answer = await post(http, service, { ...bodyOf(service, request), ...Object.fromEntries(optional) }, signal);
    const { statusCode } = answer;
    if (statusCode >= 200 && statusCode < 300) return readAnswer(answer);
    const refused = refusedParameter(answer, [...optional.keys()]);
    if (refused !== undefined) optional.delete(refused);
    else if (mayRetry && (statusCode === 429 || statusCode >= 500)) {
      mayRetry = false;
      const delayMs = retryDelayOf(answer);
      if (delayMs > MAX_RETRY_AFTER_MS) throw failureOf(answer);
      await sleep(delayMs, undefined, { signal });
    } else throw failureOf(answer);
  }
}

const bodyOf = ({ model }: ChatService, { system, user }: ChatRequest) => ({
  model,
  messages: [
    { role: "system", content: system },
    { role: "user", content: user },
  ],
});

/** Without these the same is asked, if less well. */
function optionalParameters(service: ChatService, { endUser }: ChatRequest): Map<string, unknown> {
  const effort = service.reasoningEffort ?? (reasons(service.model) ? "low" : undefined);
  const given = {
    response_format: { type: "json_object" },
    temperature: service.temperature,
    top_p: service.topP,
    reasoning_effort: effort,
    user: endUser,
  };
  return new Map(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Models of OpenAI that think before they answer; brokers put the maker before the name. */
const reasons = (model: string) => /(^|\/)(o\d|gpt-5|gpt-oss)/i.test(model);

async function post(
  http: Pick<HttpClient, "fetch">,
  { url, key }: ChatService,
  body: object,
  signal: AbortSignal,
): Promise<FetchedAnswer> {
  try {
    return await http.fetch(endpointOf(url), {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
      maxBytes: MAX_ANSWER_BYTES,
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    const { message } = error as Error;
    if (error instanceof AnswerTooLarge) throw new ModelFailure("invalid", message, { cause: error });
    throw new ModelFailure("unavailable", `The service can't be reached: ${message}`, { cause: error });
  }
}

/** A base without a path is that of the service itself; one with a path is taken as it is. */
export function endpointOf(base: string): string {
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, "");
  url.pathname = `${path === "" ? "/v1" : path}/chat/completions`;
  return url.href;
}

function readAnswer({ body }: FetchedAnswer): ChatAnswer {
  const { choices, usage } = parse(body) as {
    choices?: { message?: { content?: unknown; refusal?: unknown }; finish_reason?: unknown }[];
    usage?: { prompt_tokens?: unknown; completion_tokens?: unknown };
  };
  const choice = Array.isArray(choices) ? choices[0] : undefined;
  const content = choice?.message?.content;
  return {
    content: typeof content === "string" ? content : "",
    usage: usageOf(usage?.prompt_tokens, usage?.completion_tokens),
  };
}

const usageOf = (prompt: unknown, completion: unknown): TokenUsage | null =>
  isCount(prompt) || isCount(completion)
    ? { prompt: isCount(prompt) ? prompt : 0, completion: isCount(completion) ? completion : 0 }
    : null;

/** More than this no answer takes, whatever a service says. */
const MOST_TOKENS = 1_000_000_000;

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= MOST_TOKENS;

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

interface ServiceError {
  message: string;
  /** The parameter that it is about. */
  param: string;
  code: string;
}

/** The error that the body of an answer tells, in the form of OpenAI or of those who nearly follow it. */
function errorOf({ body }: FetchedAnswer): ServiceError {
  const { error } = parse(body);
  const told = (typeof error === "object" && error !== null ? error : { message: error }) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { message: text(told["message"]), param: text(told["param"]), code: text(told["code"]) };
}

/** The parameter that a refusal names. */
function refusedParameter(answer: FetchedAnswer, names: string[]): string | undefined {
  if (answer.statusCode !== 400 && answer.statusCode !== 422) return undefined;
  const { message, param } = errorOf(answer);
  const isNamed = (name: string) => new RegExp(`\\b${name}\\b`).test(message);
  // "user" is also a word, and a role.
  return names.find((name) => param.split(".")[0] === name || (name !== "user" && isNamed(name)));
}

function retryDelayOf({ headers }: FetchedAnswer): number {
  const told = headers["retry-after"];
  if (typeof told !== "string") return RETRY_AFTER_MS;
  const delayMs = /^\d+$/.test(told.trim()) ? Number(told) * 1000 : Date.parse(told) - Date.now();
  return Number.isNaN(delayMs) ? RETRY_AFTER_MS : Math.max(0, delayMs);
}

const MAX_REASON_CHARACTERS = 200;

function failureOf(answer: FetchedAnswer): ModelFailure {
  const { statusCode } = answer;
  // What services say of a wrong key has parts of it.
  if (statusCode === 401 || statusCode === 403)
    return new ModelFailure("refused", `The service refuses the key or what it may do (${statusCode})`);
  const { message, code } = errorOf(answer);
  const reason = [code, message].filter(Boolean).join(": ").slice(0, MAX_REASON_CHARACTERS);
  const outcome = statusCode === 429 ? "limited" : statusCode >= 500 ? "unavailable" : "refused";
  return new ModelFailure(outcome, `The service answered ${statusCode}${reason && `: ${reason}`}`);
}
