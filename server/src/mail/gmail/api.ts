import type { ApiSettings } from "../../core/mail-backend.ts";
import { backoffDelay } from "../../core/backoff.ts";
import type { Meter } from "../../core/meter.ts";
import { AnswerTooLarge, type HttpClient } from "../../net/http-client.ts";
import { withDeadline } from "../../net/with-deadline.ts";
import { BATCH_TYPE, readBatch, writeBatch } from "./batch-body.ts";
import type { Clock } from "../clock.ts";
import { GmailError, readError } from "./errors.ts";
import { type GmailMethod, QUOTA_UNITS } from "./quota-units.ts";
import type { UnitBudget } from "./unit-budget.ts";

/** Counts the calls to Gmail. */
export type GmailMeter = Pick<Meter, "providerCall">;

export interface GmailRequest {
  method: GmailMethod;
  http: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the user, encoded: `messages/18f`. */
  path: string;
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  json?: unknown;
  /** Sent to the path for uploads in place of JSON. */
  upload?: { type: "media" | "multipart"; contentType: string; body: Buffer };
}

export interface GmailCallOptions {
  signal?: AbortSignal | undefined;
  /** Work of our own: it lets callers go first, and has patience. */
  isBackground?: boolean;
  /** It must not happen twice: when nobody knows whether it happened, it is not tried again. */
  isOnce?: boolean;
}

/** What of a batch came out of one of its calls. */
export type BatchOutcome<T> = { value: T; error?: undefined } | { value?: undefined; error: GmailError };

export interface GmailApiTools {
  http: HttpClient;
  clock: Clock;
  meter: GmailMeter | undefined;
  userBudget: UnitBudget;
  appBudget: UnitBudget;
  timeoutMs: number;
  proxy: string | undefined;
}

/** Messages have 50 MB at most, which base64 makes a third longer. */
const MAX_ANSWER_BYTES = 100 * 1024 * 1024;
/** Gmail takes a hundred, and advises against more than fifty. */
const BATCH_SIZE = 50;
/** A caller waits no longer for a retry than that. */
const MAX_CALLER_WAIT_MS = 10_000;
const MAX_BACKGROUND_WAIT_MS = 5 * 60_000;
const MAX_DAILY_WAIT_MS = 60 * 60_000;
const CALLER_RETRIES = 3;
/** About an hour of being throttled; then the account says so. */
const BACKGROUND_RETRIES = 16;
const JITTER_MS = 500;

/** The Gmail API of one user, by access tokens, within its quota. Every call is repeated where that may help; what fails is a GmailError. */
export class GmailApi {
  readonly #settings: ApiSettings;
  readonly #tools: GmailApiTools;
  #open = 0;

  constructor(settings: ApiSettings, tools: GmailApiTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  /** Requests that are under way. */
  get open(): number {
    return this.#open;
  }

  /** Calls one method and reads its answer, which is undefined where there is none. */
  async call<T>(request: GmailRequest, options: GmailCallOptions = {}): Promise<T> {
    return this.#patiently(options, async (token, signal) => {
      const answer = await this.#send(request.http, this.#urlOf(request), bodyOf(request), {
        token,
        signal,
        units: QUOTA_UNITS[request.method],
        isBackground: options.isBackground ?? false,
      });
      return parseJson<T>(answer.body);
    });
  }

  /** Reads many things, many with one request; the outcomes are in the order of the requests. Rejects where Gmail can't be had at all. */
  async batch<T>(requests: readonly GmailRequest[], options: GmailCallOptions = {}): Promise<BatchOutcome<T>[]> {
    const outcomes: BatchOutcome<T>[] = [];
    for (let start = 0; start < requests.length; start += BATCH_SIZE)
      outcomes.push(...(await this.#batchOf<T>(requests.slice(start, start + BATCH_SIZE), options)));
    return outcomes;
  }

  /** What is throttled within a batch, or got no answer, is asked again; the others are not. */
  async #batchOf<T>(requests: readonly GmailRequest[], options: GmailCallOptions): Promise<BatchOutcome<T>[]> {
    const outcomes: (BatchOutcome<T> | undefined)[] = requests.map(() => undefined);
    await this.#patiently(options, async (token, signal) => {
      const left = [...outcomes.keys()].filter((index) => outcomes[index] === undefined);
      const wanted = left.map((index) => requests[index] as GmailRequest);
      const units = wanted.reduce((sum, { method }) => sum + QUOTA_UNITS[method], 0);
      const answer = await this.#send(
        "POST",
        `${this.#settings.baseUrl}/batch/gmail/v1`,
        {
          contentType: BATCH_TYPE,
          body: writeBatch(
            wanted.map((request) => {
              const { pathname, search } = new URL(this.#urlOf(request));
              return { http: request.http, target: pathname + search };
            }),
          ),
        },
        { token, signal, units, isBackground: options.isBackground ?? false },
      );
      let again: GmailError | undefined;
      const answers = readBatch(headerOf(answer.headers, "content-type"), answer.body, wanted.length);
      for (const [at, index] of left.entries()) {
        const given = answers[at];
        if (given && given.statusCode < 300) {
          this.#tools.meter?.providerCall("gmail", "success", given.statusCode);
          outcomes[index] = { value: parseJson<T>(given.body) };
          continue;
        }
        const error = given
          ? readError(given, this.#tools.clock.now())
          : new GmailError("unavailable", "Gmail left out an answer of a batch");
        this.#tools.meter?.providerCall("gmail", isThrottled(error) ? "rate_limited" : "failure", given?.statusCode);
        if (isThrottled(error) || error.kind === "unauthenticated" || !given) again ??= error;
        else outcomes[index] = { error };
      }
      if (again) throw again;
    });
    return outcomes as BatchOutcome<T>[];
  }

  async #patiently<T>(
    { signal = NEVER, isBackground = false, isOnce = false }: GmailCallOptions,
    attempt: (token: string, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { clock } = this.#tools;
    let hasRenewed = false;
    for (let failures = 0; ;) {
      const token = await this.#settings.tokens.current({ signal });
      try {
        return await attempt(token, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof GmailError)) throw error;
        if (error.kind === "unauthenticated" && !hasRenewed) {
          hasRenewed = true;
          this.#settings.tokens.discard(token);
          continue;
        }
        failures++;
        const waitMs = waitBefore(error, failures, { isBackground, isOnce });
        if (waitMs === undefined) throw error;
        await clock.wait(waitMs, signal);
      }
    }
  }

  async #send(
    http: GmailRequest["http"],
    url: string,
    { contentType, body }: { contentType?: string; body?: string | Buffer },
    {
      token,
      signal,
      units,
      isBackground,
    }: { token: string; signal: AbortSignal; units: number; isBackground: boolean },
  ) {
    const { http: client, appBudget, userBudget, meter, timeoutMs, proxy, clock } = this.#tools;
    await userBudget.take(units, { isBackground, signal });
    await appBudget.take(units, { isBackground, signal });
    const answer = await this.#counted(() =>
      withDeadline(timeoutMs, signal, (deadline) =>
        client.fetch(url, {
          method: http,
          headers: {
            authorization: `Bearer ${token}`,
            accept: contentType === BATCH_TYPE ? "multipart/mixed" : "application/json",
            "user-agent": "Posthorn",
            ...(contentType !== undefined && { "content-type": contentType }),
          },
          ...(body !== undefined && { body }),
          signal: deadline.signal,
          proxy,
          maxBytes: MAX_ANSWER_BYTES,
        }),
      ),
    ).catch((cause: unknown) => {
      signal.throwIfAborted();
      meter?.providerCall("gmail", "network_error", undefined);
      if (cause instanceof AnswerTooLarge) throw new GmailError("tooLarge", cause.message, { cause });
      throw new GmailError("unavailable", `Gmail was not reached: ${(cause as Error).message}`, { cause });
    });
    const isGood = answer.statusCode < 300;
    const error = isGood ? undefined : readError(answer, clock.now());
    // The answers within a batch are counted one by one.
    if (error || contentType !== BATCH_TYPE)
      meter?.providerCall(
        "gmail",
        !error ? "success" : isThrottled(error) ? "rate_limited" : "failure",
        answer.statusCode,
      );
    if (error) throw error;
    return answer;
  }

  async #counted<T>(work: () => Promise<T>): Promise<T> {
    this.#open++;
    try {
      return await work();
    } finally {
      this.#open--;
    }
  }

  #urlOf({ path, query = {}, upload }: GmailRequest): string {
    const url = new URL(`${this.#settings.baseUrl}${upload ? "/upload" : ""}/gmail/v1/users/me/${path}`);
    for (const [name, value] of Object.entries(query))
      for (const each of value === undefined ? [] : Array.isArray(value) ? value : [value])
        url.searchParams.append(name, String(each));
    if (upload) url.searchParams.set("uploadType", upload.type);
    return url.href;
  }
}

const NEVER = new AbortController().signal;

function bodyOf({ json, upload }: GmailRequest): { contentType?: string; body?: string | Buffer } {
  if (upload) return { contentType: upload.contentType, body: upload.body };
  return json === undefined ? {} : { contentType: "application/json", body: JSON.stringify(json) };
}

const isThrottled = ({ kind }: GmailError) => kind === "throttled" || kind === "exhausted";

/** How long to wait before the next attempt; undefined where there is to be none. */
function waitBefore(
  error: GmailError,
  failures: number,
  { isBackground, isOnce }: { isBackground: boolean; isOnce: boolean },
): number | undefined {
  const { kind, retryAfterMs } = error;
  const isUnknown = kind === "unavailable";
  if (!isThrottled(error) && !(isUnknown && !isOnce)) return undefined;
  if (kind === "exhausted" && !isBackground) return undefined;
  const retries = isBackground && isThrottled(error) ? BACKGROUND_RETRIES : CALLER_RETRIES;
  if (failures > retries) return undefined;
  const capMs = !isBackground ? MAX_CALLER_WAIT_MS : kind === "exhausted" ? MAX_DAILY_WAIT_MS : MAX_BACKGROUND_WAIT_MS;
  const firstMs = kind === "exhausted" ? MAX_BACKGROUND_WAIT_MS : 1000;
  if (retryAfterMs !== undefined && retryAfterMs > MAX_CALLER_WAIT_MS && !isBackground) return undefined;
  const waitMs = retryAfterMs ?? backoffDelay({ firstMs, capMs, jitter: 0 }, failures);
  return Math.min(waitMs, MAX_DAILY_WAIT_MS) + Math.random() * JITTER_MS;
}

function headerOf(headers: Record<string, string | string[] | undefined>, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parseJson<T>(body: Buffer): T {
  if (body.length === 0) return undefined as T;
  try {
    return JSON.parse(body.toString()) as T;
  } catch (cause) {
    throw new GmailError("unavailable", "Gmail answered something that is no JSON", { cause });
  }
}
