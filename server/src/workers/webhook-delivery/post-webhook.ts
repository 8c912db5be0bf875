import type { HttpClient } from "../../net/http-client.ts";
import type { DeliveryError } from "../../storage/deliveries.ts";
import { askedDelay } from "./retry-plan.ts";

/** What came of a request. */
export interface Outcome {
  statusCode: number | null;
  /** The beginning of the answer. */
  responseStart: string | null;
  durationMs: number;
  /** null is success. */
  error: DeliveryError | null;
  /** Trying again can't help. */
  isFinal: boolean;
  /** What the receiver asks for. */
  retryAfterMs: number | null;
}

export interface PostDeps {
  http: HttpClient;
  timeoutMs: number;
  now(): number;
}

/** Makes one attempt. Does not reject: whatever happens is an outcome, an abort of `signal` too. */
export async function postWebhook(
  deps: PostDeps,
  { url, headers, body }: { url: string; headers: Record<string, string>; body: string },
  signal: AbortSignal,
): Promise<Outcome> {
  const started = performance.now();
  const durationMs = () => Math.round(performance.now() - started);
  const timeout = AbortSignal.timeout(deps.timeoutMs);
  try {
    const answer = await deps.http.post(url, { headers, body, signal: AbortSignal.any([signal, timeout]) });
    return {
      statusCode: answer.statusCode,
      responseStart: answer.bodyStart,
      durationMs: durationMs(),
      ...judge(answer.statusCode),
      retryAfterMs: askedDelay(answer.headers["retry-after"], deps.now()),
    };
  } catch (error) {
    const code = timeout.aborted ? "ETIMEDOUT" : codeOf(error);
    const message = timeout.aborted ? `No complete answer within ${deps.timeoutMs / 1000} s` : (error as Error).message;
    return {
      statusCode: null,
      responseStart: null,
      durationMs: durationMs(),
      error: { message, ...(code !== undefined && { code }) },
      isFinal: code === "EEGRESSBLOCKED",
      retryAfterMs: null,
    };
  }
}

function judge(statusCode: number): Pick<Outcome, "error" | "isFinal"> {
  if (statusCode >= 200 && statusCode < 300) return { error: null, isFinal: false };
  if (statusCode >= 300 && statusCode < 400)
    return {
      error: { message: "The receiver redirects, which is not followed", code: "EREDIRECTNOTFOLLOWED", statusCode },
      isFinal: true,
    };
  // 410 says that nobody will ever listen here again.
  return { error: { message: `The receiver answered ${statusCode}`, statusCode }, isFinal: statusCode === 410 };
}

function codeOf(error: unknown): string | undefined {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  return cause === undefined ? undefined : codeOf(cause);
}
