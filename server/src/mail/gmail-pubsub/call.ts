import { PubSubFailure } from "../../core/gmail-pubsub.ts";
import type { OAuth2App } from "../../core/oauth2-app.ts";
import type { FetchedAnswer, HttpClient } from "../../net/http-client.ts";
import { withDeadline } from "../../net/with-deadline.ts";
import type { AppTokens } from "./app-tokens.ts";

export interface PubSubCallsOptions {
  http: Pick<HttpClient, "fetch">;
  /** Without a path. */
  baseUrl: string;
  tokens: Pick<AppTokens, "current" | "discard">;
  userAgent: string;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Longer than Google keeps a pull waiting. */
const TIMEOUT_MS = 5 * 60_000;
/** A hundred of Gmail's messages are a few kilobytes; other publishers may have put more into a topic. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** Calls of Pub/Sub by the full name of what they are about. */
export interface PubSubCalls {
  /** The answer, or null where there is no such thing. */
  find(
    app: OAuth2App,
    method: Method,
    name: string,
    body: object | undefined,
    signal: AbortSignal,
  ): Promise<object | null>;
  send(app: OAuth2App, method: Method, name: string, body: object | undefined, signal: AbortSignal): Promise<object>;
  /** Makes a thing; false where somebody else was faster. */
  make(app: OAuth2App, name: string, body: object, signal: AbortSignal): Promise<boolean>;
}

export function createPubSubCalls({ http, baseUrl, tokens, userAgent }: PubSubCallsOptions): PubSubCalls {
  async function call(app: OAuth2App, method: Method, name: string, body: object | undefined, signal: AbortSignal) {
    const token = await tokens.current(app, signal);
    const answer = await fetchAnswer(method, name, body, { token, signal });
    if (answer.statusCode === 401) tokens.discard(app);
    return answer;
  }

  const fetchAnswer = (
    method: Method,
    name: string,
    body: object | undefined,
    { token, signal }: { token: string; signal: AbortSignal },
  ): Promise<FetchedAnswer> =>
    withDeadline(TIMEOUT_MS, signal, async (deadline) => {
      try {
        return await http.fetch(`${baseUrl}/v1/${pathOf(name)}`, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            accept: "application/json",
            "user-agent": userAgent,
            ...(body !== undefined && { "content-type": "application/json" }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          signal: deadline.signal,
          maxBytes: MAX_ANSWER_BYTES,
        });
      } catch (error) {
        signal.throwIfAborted();
        const reason = deadline.isOver ? "it did not answer in time" : (error as Error).message;
        throw new PubSubFailure(`Pub/Sub could not be asked: ${reason}`, { status: null, cause: error });
      }
    });

  const isGood = ({ statusCode }: FetchedAnswer) => statusCode >= 200 && statusCode < 300;

  return {
    async find(...args) {
      const answer = await call(...args);
      if (answer.statusCode === 404) return null;
      if (!isGood(answer)) throw failureOf(answer);
      return parse(answer);
    },
    async send(...args) {
      const answer = await call(...args);
      if (!isGood(answer)) throw failureOf(answer);
      return parse(answer);
    },
    async make(app, name, body, signal) {
      const answer = await call(app, "PUT", name, body, signal);
      if (answer.statusCode === 409) return false;
      if (!isGood(answer)) throw failureOf(answer);
      return true;
    },
  };
}

/** Names may have signs in them that mean something in a URL. */
const pathOf = (name: string) =>
  name
    .split("/")
    .map((part) => part.split(":").map(encodeURIComponent).join(":"))
    .join("/");

function parse({ body }: FetchedAnswer): object {
  try {
    return JSON.parse(body.toString("utf8")) as object;
  } catch {
    throw new PubSubFailure("Pub/Sub answered what is no JSON", { status: null });
  }
}

function failureOf({ statusCode, headers, body }: FetchedAnswer): PubSubFailure {
  let description: string | null = null;
  try {
    const { error } = JSON.parse(body.toString("utf8")) as { error?: { message?: unknown } };
    if (typeof error?.message === "string") description = error.message.slice(0, 2048);
  } catch {
    // A proxy's page tells nothing.
  }
  const seconds = Number(headers["retry-after"]);
  return new PubSubFailure(description ?? `Pub/Sub answered ${statusCode}`, {
    status: statusCode,
    description,
    ...(Number.isFinite(seconds) &&
      seconds >= 0 &&
      headers["retry-after"] !== undefined && { retryAfterMs: seconds * 1000 }),
  });
}
