import { setTimeout as sleep } from "node:timers/promises";
import type { TokenRequestError } from "@posthorn/contracts/accounts";
import { backoffDelay } from "../core/backoff.ts";
import { EgressBlocked } from "../net/egress.ts";
import type { FetchedAnswer, HttpClient } from "../net/http-client.ts";
import { type Deadline, withDeadline } from "../net/with-deadline.ts";
import type { TokenCall } from "./oauth2.ts";
import { TokenRequestFailed } from "./token-request-failed.ts";

/** How providers are called. */
export interface Calling {
  http: Pick<HttpClient, "fetch">;
  userAgent: string;
  /** For one try. */
  timeoutMs: number;
  /** The wait before the first other try; it doubles. */
  firstRetryMs: number;
}

export interface ProviderCall extends TokenCall {
  method: "GET" | "POST";
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Whether an answer that got lost may be asked for again. Without it only what never arrived is sent once more. */
  canRepeat: boolean;
  /** What is told of it when it fails; no secret may be in it. */
  told: TokenRequestError;
}

export interface ProviderAnswer {
  statusCode: number;
  /** The JSON object that it is; undefined for everything else. */
  json: Record<string, unknown> | undefined;
}

const TRIES = 3;
const MAX_ANSWER_BYTES = 256 * 1024;
/** Who asks for a longer pause gets no other try. */
const MAX_RETRY_AFTER_MS = 10_000;

/**
 * Calls a provider and reads its answer, whatever it is, save what says that it can't answer now (5xx, 429): that, and
 * what the network does, is tried three times and then a TokenRequestFailed.
 */
export async function callProvider(calling: Calling, call: ProviderCall): Promise<ProviderAnswer> {
  for (let tries = 1; ; tries++) {
    const outcome = await tryOnce(calling, call);
    if (!(outcome instanceof NoAnswer)) return outcome;
    const waitMs =
      outcome.retryAfterMs ?? backoffDelay({ firstMs: calling.firstRetryMs, capMs: 10_000, jitter: 0.5 }, tries);
    if (tries >= TRIES || !outcome.mayRepeat || waitMs > MAX_RETRY_AFTER_MS) throw outcome.failure;
    await sleep(waitMs, undefined, { ...(call.signal && { signal: call.signal }) }).catch(() =>
      call.signal?.throwIfAborted(),
    );
  }
}

class NoAnswer {
  readonly failure: TokenRequestFailed;
  readonly mayRepeat: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(failure: TokenRequestFailed, mayRepeat: boolean, retryAfterMs?: number) {
    this.failure = failure;
    this.mayRepeat = mayRepeat;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What fails before a request has left. */
const NEVER_ARRIVED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

async function tryOnce(calling: Calling, call: ProviderCall): Promise<ProviderAnswer | NoAnswer> {
  const { host } = new URL(call.url);
  const answer = await withDeadline(calling.timeoutMs, call.signal, (deadline) => ask(calling, call, deadline));
  if (answer instanceof NoAnswer) return answer;
  const { statusCode } = answer;
  if (statusCode < 500 && statusCode !== 429) return { statusCode, json: jsonObject(answer.body) };
  const told = { ...call.told, status: statusCode, ...shownAnswer(jsonObject(answer.body)) };
  const failure = new TokenRequestFailed("temporary", `${host} can't answer now (${statusCode})`, told);
  // It says that it did nothing; other faults of it tell nothing of what it did.
  const didNothing = statusCode === 429 || statusCode === 503;
  return new NoAnswer(failure, call.canRepeat || didNothing, retryAfterOf(answer));
}

async function ask(calling: Calling, call: ProviderCall, deadline: Deadline): Promise<FetchedAnswer | NoAnswer> {
  const { host } = new URL(call.url);
  try {
    return await calling.http.fetch(call.url, {
      method: call.method,
      headers: { accept: "application/json", "user-agent": calling.userAgent, ...call.headers },
      ...(call.body !== undefined && { body: call.body }),
      signal: deadline.signal,
      maxBytes: MAX_ANSWER_BYTES,
      proxy: call.proxy,
    });
  } catch (error) {
    call.signal?.throwIfAborted();
    const { code: own, message } = error as Error & { code?: unknown };
    const code = deadline.isOver ? "ETIMEDOUT" : typeof own === "string" ? own : undefined;
    const reason = deadline.isOver ? `${host} did not answer in time` : `${host} could not be asked: ${message}`;
    const kind = error instanceof EgressBlocked ? "refused" : "temporary";
    const failure = new TokenRequestFailed(kind, reason, call.told, { code, cause: error });
    return new NoAnswer(failure, kind === "temporary" && (call.canRepeat || NEVER_ARRIVED.has(code ?? "")));
  }
}

function retryAfterOf({ headers }: FetchedAnswer): number | undefined {
  const given = headers["retry-after"];
  if (typeof given !== "string") return undefined;
  const seconds = /^\d+$/.test(given) ? Number(given) : (Date.parse(given) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds * 1000);
}

function jsonObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(body.toString("utf8")) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const MAX_SHOWN = 2048;

/** What of a refusal may be shown: its words (RFC 6749 section 5.2), or those of an API of Google or Microsoft. */
export function shownAnswer(json: Record<string, unknown> | undefined): Pick<TokenRequestError, "response"> {
  if (json === undefined) return {};
  const { error, description } = errorOf(json);
  if (error === undefined) return {};
  return { response: { error, ...(description !== undefined && { error_description: description }) } };
}

/** The error that an answer tells of. */
export function errorOf(json: Record<string, unknown> | undefined): { error?: string; description?: string } {
  const { error, error_description: description } = json ?? {};
  // `{error: {code, status, message}}` is how APIs of Google and Microsoft tell.
  if (typeof error === "object" && error !== null) {
    const { status, code, message } = error as Record<string, unknown>;
    return { ...shown("error", typeof status === "string" ? status : String(code)), ...shown("description", message) };
  }
  return { ...shown("error", error), ...shown("description", description) };
}

const shown = <K extends string>(key: K, text: unknown): { [key in K]?: string } =>
  typeof text === "string" && text !== "" ? ({ [key]: text.slice(0, MAX_SHOWN) } as { [key in K]?: string }) : {};
