import type { Readable } from "node:stream";
import type { Log } from "../../core/log.ts";
import type { ApiSettings, CallOptions, MailAccount } from "../../core/mail-backend.ts";
import { backoffDelay, type Backoff } from "../../core/backoff.ts";
import type { FetchedAnswer, HttpClient } from "../../net/http-client.ts";
import type { Clock } from "../clock.ts";
import { GraphError, isTemporary, isThrottled } from "./errors.ts";
import { type MailboxBudget, MailboxPaused } from "./mailbox-budget.ts";
import { underSignals } from "../under-signals.ts";

export interface GraphOptions extends CallOptions {
  /** Nobody waits for it: it comes after calls, and waits longer. */
  isBackground?: boolean | undefined;
}

export interface GraphRequest {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the mailbox, such as `/messages`, or below the version where `isGlobal`, or a whole link that Graph gave. */
  path: string;
  isGlobal?: boolean;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** JSON. */
  body?: object;
  /** A message, to be sent in base64 instead of a body. */
  mime?: Buffer;
  /** Whether doing it twice is the same as once. That it was not done at all may always be tried again. */
  isRepeatable?: boolean;
}

/** A request within a batch. */
export type BatchedRequest = Omit<GraphRequest, "isGlobal" | "mime">;

/** One mailbox, by the API. Every method rejects with GraphError, MailboxPaused, ConnectFailure or what the network threw. */
export interface GraphApi {
  /** The answer's JSON; undefined where it has none. */
  request<T>(request: GraphRequest, options: GraphOptions): Promise<T>;
  /** The body of an answer, to be read or destroyed. How long that takes is up to whoever reads it. */
  open(request: GraphRequest, options: GraphOptions): Promise<Readable>;
  /** Does many requests, twenty at a time, and answers in their order. What fails of them does not fail the others. */
  batch<T>(requests: readonly BatchedRequest[], options: GraphOptions): Promise<(T | GraphError)[]>;
  /** Puts a part of a file where Graph said. The address is a secret and takes no token. */
  put(url: string, body: Buffer, range: string, options: GraphOptions): Promise<void>;
  /** Such as `me/messages`. */
  readonly mailboxPath: string;
  /** Requests that are under way. */
  readonly underWay: number;
}

/** Counts the calls to Graph, also those within a batch. */
export interface GraphMeter {
  /** Without a status code there was no answer. */
  providerCall(
    provider: "outlook",
    status: "success" | "failure" | "network_error" | "rate_limited",
    statusCode: number | undefined,
  ): void;
}

export interface ApiTools {
  http: HttpClient;
  meter?: GraphMeter | undefined;
  log: Log;
  clock: Clock;
  budget: MailboxBudget;
  /** For an answer, or its head where the rest is a stream. */
  timeoutMs: number;
}

/** What is read of an answer at most. A batch of twenty messages with their texts is the largest. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const MAX_REFUSAL_BYTES = 64 * 1024;
const UPLOAD_TIMEOUT_MS = 300_000;
const MOST_IN_BATCH = 20;
/** What a caller waits for at most, and what may take its time. */
const PATIENCE = {
  caller: { attempts: 4, maxPauseMs: 20_000 },
  background: { attempts: 8, maxPauseMs: 600_000 },
};
const BACKOFF: Backoff = { firstMs: 1000, capMs: 30_000, jitter: 0.25 };
/** Where a throttled answer does not say for how long. */
const THROTTLED: Backoff = { firstMs: 5000, capMs: 120_000, jitter: 0.25 };
/** Message ids survive moves only where every single request says so. */
const PREFER = 'IdType="ImmutableId"';

export function createGraphApi(account: MailAccount, settings: ApiSettings, tools: ApiTools): GraphApi {
  const { http, log, clock, budget, meter, timeoutMs } = tools;
  const version = `${settings.baseUrl}/v1.0`;
  const mailboxPath = settings.mailbox === undefined ? "me" : `users/${encodeURIComponent(settings.mailbox)}`;
  let underWay = 0;

  function urlOf({ path, query, isGlobal = false }: Pick<GraphRequest, "path" | "query" | "isGlobal">): string {
    if (/^https?:/.test(path)) {
      // A token goes nowhere but to Graph, whatever a link says.
      if (!path.startsWith(`${version}/`)) throw new Error("A link of Microsoft Graph leads elsewhere");
      return path;
    }
    return `${version}/${isGlobal ? "" : mailboxPath}${path}${queryOf(query)}`;
  }

  const headersOf = (token: string, { headers = {}, body, mime }: GraphRequest) => ({
    authorization: `Bearer ${token}`,
    accept: "application/json",
    ...(body && { "content-type": "application/json" }),
    ...(mime && { "content-type": "text/plain" }),
    ...withPrefer(headers),
  });

  function count(error: unknown, statusCode = 200): void {
    if (error === undefined) meter?.providerCall("outlook", "success", statusCode);
    else if (error instanceof GraphError)
      meter?.providerCall("outlook", error.status === 429 ? "rate_limited" : "failure", error.status);
    else meter?.providerCall("outlook", "network_error", undefined);
  }

  /** One attempt, with a token of now. */
  async function attempt<T>(
    request: GraphRequest,
    { signal }: GraphOptions,
    send: (url: string, call: SentCall) => Promise<T>,
  ): Promise<T> {
    const { method, body, mime } = request;
    const content = mime ? mime.toString("base64") : body && JSON.stringify(body);
    for (let isFirst = true; ; isFirst = false) {
      const token = await settings.tokens.current(signal ? { signal } : {});
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(tooLate()), timeoutMs);
      try {
        const answered = await underSignals([signal, late.signal], (either) =>
          send(urlOf(request), {
            method,
            headers: headersOf(token, request),
            ...(content !== undefined && { body: content }),
            signal: either,
            proxy: account.proxy,
          }),
        );
        count(undefined);
        return answered;
      } catch (error) {
        count(error);
        if (!(error instanceof GraphError && error.status === 401)) throw error;
        settings.tokens.discard(token);
        if (!isFirst) throw error;
      } finally {
        clearTimeout(timer);
      }
    }
  }

  /** As many attempts as make sense, each with a place of its own. */
  async function persist<T>(
    { isRepeatable = true, requests }: { isRepeatable?: boolean | undefined; requests: number },
    { signal, isBackground = false }: GraphOptions,
    once: () => Promise<T>,
  ): Promise<T> {
    const { attempts, maxPauseMs } = isBackground ? PATIENCE.background : PATIENCE.caller;
    for (let failures = 0; ;) {
      try {
        underWay++;
        return await budget.use({ requests, isBackground, maxPauseMs, signal }, once);
      } catch (error) {
        failures++;
        const mayHelp = isThrottled(error) || (isRepeatable && isTemporary(error) && !(error instanceof MailboxPaused));
        if (!mayHelp || failures >= attempts || signal?.aborted) throw error;
        const delay = delayAfter(error, failures);
        if (delay > maxPauseMs) throw error;
        log.debug({ account: account.id, err: error, delay }, "Asking Microsoft Graph once more");
        if (isThrottled(error)) budget.pause(delay);
        else await clock.wait(delay, signal);
      } finally {
        underWay--;
      }
    }
  }

  const fetchWhole = (url: string, call: SentCall) =>
    http.fetch(url, { ...call, maxBytes: MAX_ANSWER_BYTES }).then((answer) => {
      if (answer.statusCode >= 300) throw refusalOf(answer);
      return answer.body.length === 0 ? undefined : (JSON.parse(answer.body.toString()) as unknown);
    });

  async function openStream(url: string, { signal, ...call }: SentCall): Promise<Readable> {
    const answer = await http.open(url, { ...call, signal });
    if (answer.statusCode < 300) return answer.body;
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      // Leaving the loop drops the connection: a refusal is short.
      if ((length += chunk.length) > MAX_REFUSAL_BYTES) break;
    }
    throw refusalOf({ ...answer, body: Buffer.concat(chunks) });
  }

  /** One batch; those that were throttled, or met a fault of the service, are in the next one. */
  async function doBatch<T>(requests: readonly BatchedRequest[], options: GraphOptions) {
    const results = new Map<number, T | GraphError>();
    let left = requests.map((request, index) => ({ request, index }));
    const { attempts, maxPauseMs } = options.isBackground ? PATIENCE.background : PATIENCE.caller;
    for (let failures = 1; left.length > 0; failures++) {
      const body = { requests: left.map(({ request, index }) => itemOf(request, index)) };
      const outer: GraphRequest = { method: "POST", path: "$batch", isGlobal: true, body };
      const { responses } = (await persist({ requests: left.length }, options, () =>
        attempt(outer, options, fetchWhole),
      )) as { responses: BatchResponse[] };
      for (const response of responses) {
        const result = resultOf<T>(response);
        count(result instanceof GraphError ? result : undefined, response.status);
        results.set(Number(response.id), result);
      }
      const again = left.filter(({ index, request }) => {
        const result = results.get(index);
        if (!results.has(index)) return request.isRepeatable ?? true;
        return (
          isThrottled(result) || ((request.isRepeatable ?? true) && result instanceof GraphError && isTemporary(result))
        );
      });
      const delay = Math.max(0, ...again.map(({ index }) => delayAfter(results.get(index), failures)));
      if (failures >= attempts || delay > maxPauseMs) break;
      if (again.length > 0) budget.pause(delay);
      left = again;
    }
    const lost = new GraphError(504, "NoAnswer", "The batch has no answer for this request");
    return requests.map((_, index) => (results.has(index) ? (results.get(index) as T | GraphError) : lost));
  }

  const itemOf = ({ method, path, query, headers = {}, body }: BatchedRequest, index: number) => ({
    id: String(index),
    method,
    url: urlOf({ path, ...(query && { query }) }).slice(version.length),
    headers: { ...withPrefer(headers), ...(body && { "Content-Type": "application/json" }) },
    ...(body && { body }),
  });

  return {
    mailboxPath,
    get underWay() {
      return underWay;
    },
    async request<T>(request: GraphRequest, options: GraphOptions) {
      const { isRepeatable } = request;
      return (await persist({ isRepeatable, requests: 1 }, options, () => attempt(request, options, fetchWhole))) as T;
    },
    open: (request, options) => persist({ requests: 1 }, options, () => attempt(request, options, openStream)),
    async batch<T>(requests: readonly BatchedRequest[], options: GraphOptions) {
      const results: (T | GraphError)[] = [];
      for (let at = 0; at < requests.length; at += MOST_IN_BATCH)
        results.push(...(await doBatch<T>(requests.slice(at, at + MOST_IN_BATCH), options)));
      return results;
    },
    put: (url, body, range, options) =>
      persist({ requests: 1 }, options, async () => {
        const answer = await underSignals([options.signal, AbortSignal.timeout(UPLOAD_TIMEOUT_MS)], (signal) =>
          http.fetch(url, {
            method: "PUT",
            headers: { "content-type": "application/octet-stream", "content-range": range },
            body,
            signal,
            proxy: account.proxy,
            maxBytes: MAX_ANSWER_BYTES,
          }),
        );
        if (answer.statusCode >= 300) throw refusalOf(answer);
      }),
  };
}

const tooLate = () => new DOMException("Microsoft Graph did not answer in time", "TimeoutError");

interface SentCall {
  method: GraphRequest["method"];
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
  proxy: string | undefined;
}

interface BatchResponse {
  id: string;
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

const withPrefer = ({ prefer, ...headers }: Record<string, string>) => ({
  ...headers,
  prefer: prefer === undefined ? PREFER : `${PREFER}, ${prefer}`,
});

function queryOf(query: Record<string, string> | undefined): string {
  if (!query) return "";
  // OData wants %20 for a blank.
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function delayAfter(error: unknown, failures: number): number {
  if (error instanceof GraphError && error.retryAfterMs !== undefined) return error.retryAfterMs;
  return backoffDelay(isThrottled(error) ? THROTTLED : BACKOFF, failures);
}

function refusalOf({ statusCode, headers, body }: FetchedAnswer): GraphError {
  return readRefusal(statusCode, headers["retry-after"], body.toString());
}

function resultOf<T>({ status, headers = {}, body }: BatchResponse): T | GraphError {
  if (status < 300) return body as T;
  const retryAfter = Object.entries(headers).find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  return readRefusal(status, retryAfter, typeof body === "string" ? body : JSON.stringify(body ?? {}));
}

/** Characters of what Graph says that are told on. */
const MAX_MESSAGE = 500;

function readRefusal(status: number, retryAfter: string | string[] | undefined, body: string): GraphError {
  let error: { code?: unknown; message?: unknown } = {};
  try {
    error = (JSON.parse(body) as { error?: typeof error }).error ?? {};
  } catch {
    // A gateway before Graph says it in HTML.
  }
  const code = typeof error.code === "string" && error.code !== "" ? error.code : `HTTP${status}`;
  const message = typeof error.message === "string" && error.message !== "" ? error.message : `HTTP ${status}`;
  return new GraphError(status, code.slice(0, 100), message.slice(0, MAX_MESSAGE), readRetryAfter(retryAfter));
}

/** Graph says seconds. */
function readRetryAfter(value: string | string[] | undefined): number | undefined {
  const seconds = Number(Array.isArray(value) ? value[0] : value);
  return value !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
