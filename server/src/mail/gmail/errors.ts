import { PosthornError } from "../../core/errors.ts";
import { ConnectFailure, SendError } from "../../core/mail-backend.ts";

/**
 * What a failed call means for whoever made it.
 *
 * - `unauthenticated`: the access token is not good (any more).
 * - `throttled`: too much at once; later it works. `exhausted`: the quota of a day is used up.
 * - `missing`, `forbidden`, `conflict`, `tooLarge`, `refused`: Gmail says no, and will say so again.
 * - `unavailable`: Gmail is not well, or was not reached.
 */
export type FaultKind =
  | "unauthenticated"
  | "throttled"
  | "exhausted"
  | "missing"
  | "forbidden"
  | "conflict"
  | "tooLarge"
  | "refused"
  | "unavailable";

/** The reasons that stand in Gmail's error bodies (https://developers.google.com/workspace/gmail/api/guides/handle-errors). */
const KIND_OF_REASON: Record<string, FaultKind> = {
  rateLimitExceeded: "throttled",
  userRateLimitExceeded: "throttled",
  quotaExceeded: "throttled",
  RATE_LIMIT_EXCEEDED: "throttled",
  RESOURCE_EXHAUSTED: "throttled",
  dailyLimitExceeded: "exhausted",
  dailyLimitExceededUnreg: "exhausted",
  backendError: "unavailable",
  authError: "unauthenticated",
};

const KIND_OF_STATUS: Record<number, FaultKind> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "missing",
  408: "unavailable",
  409: "conflict",
  413: "tooLarge",
  429: "throttled",
};

/** A call that did not go well. */
export class GmailError extends Error {
  readonly kind: FaultKind;
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  readonly reason: string | undefined;
  /** What Gmail asked to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: FaultKind,
    message: string,
    details: {
      status?: number | undefined;
      reason?: string | undefined;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "GmailError";
    this.kind = kind;
    this.status = details.status;
    this.reason = details.reason;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** Reads an answer that is an error; `now` is what a date in Retry-After is counted from (RFC 9110 section 10.2.3). */
export function readError(
  {
    statusCode,
    body,
    headers,
  }: { statusCode: number; body: Buffer; headers: Record<string, string | string[] | undefined> },
  now: number,
): GmailError {
  const { error } = (parse(body) ?? {}) as { error?: ErrorBody };
  const reason = error?.errors?.[0]?.reason ?? error?.status;
  const message = typeof error?.message === "string" ? error.message.slice(0, 500) : `Gmail answered ${statusCode}`;
  const kind = (statusCode !== 404 && KIND_OF_REASON[reason ?? ""]) || kindOfStatus(statusCode);
  return new GmailError(kind, message, {
    status: statusCode,
    reason,
    retryAfterMs: readRetryAfter(headers["retry-after"], now),
  });
}

interface ErrorBody {
  message?: unknown;
  status?: string;
  errors?: { reason?: string }[];
}

const kindOfStatus = (status: number): FaultKind =>
  status >= 500 ? "unavailable" : (KIND_OF_STATUS[status] ?? "refused");

function parse(body: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" ? value : undefined;
  } catch {
    return undefined;
  }
}

function readRetryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** For callers. `missing` is the code where what they named is not there. */
export function toPosthornError(error: unknown, missing = "NotFound"): unknown {
  if (error instanceof ConnectFailure)
    return new PosthornError("unavailable", error.message, {
      code: error.reason === "authentication" ? "AuthenticationFails" : "ConnectionError",
      temporary: error.reason === "connection",
      cause: error,
    });
  if (!(error instanceof GmailError)) return error;
  const { message, kind } = error;
  const info = { extra: { info: { response: message } }, cause: error };
  switch (kind) {
    case "missing":
      return new PosthornError("not_found", MISSING[missing] ?? message, { code: missing, cause: error });
    case "throttled":
    case "exhausted":
      return new PosthornError("limited", "Gmail asks to slow down", {
        code: "RateLimitExceeded",
        temporary: true,
        ...info,
      });
    case "unauthenticated":
      return new PosthornError("unavailable", message, { code: "AuthenticationFails", ...info });
    case "forbidden":
      return new PosthornError("forbidden", message, { code: "AccessDenied", ...info });
    case "conflict":
      return new PosthornError("conflict", message, { code: "Conflict", ...info });
    case "tooLarge":
      return new PosthornError("too_large", message, { code: "MessageTooLarge", ...info });
    case "refused":
      return new PosthornError("invalid", message, { code: "InvalidArgument", ...info });
    case "unavailable":
      return new PosthornError("unavailable", message, { code: "ServiceUnavailable", temporary: true, ...info });
  }
}

const MISSING: Record<string, string> = {
  MessageNotFound: "Message not found",
  ThreadNotFound: "The thread was not found",
  FolderNotFound: "The mailbox was not found",
  FileNotFound: "Requested file not found",
};

/** For the watch: why it can't go on. */
export function toConnectFailure(error: unknown): unknown {
  if (!(error instanceof GmailError)) return error;
  const isRefused = error.kind === "unauthenticated" || error.kind === "forbidden";
  return new ConnectFailure(isRefused ? "authentication" : "connection", error.message, {
    serverResponseCode: error.status === undefined ? codeOf(error.cause) : "ApiRequestError",
    response: error.message,
    cause: error,
  });
}

const codeOf = (cause: unknown) => {
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "ECONNECTION";
};

/** What Gmail says no to for good is permanent; everything else is tried again by the outbox. */
const SEND_CODES: Record<FaultKind, string> = {
  unauthenticated: "EAUTH",
  forbidden: "EAUTH",
  throttled: "ETHROTTLED",
  exhausted: "ETHROTTLED",
  missing: "EMESSAGE",
  conflict: "ECONNECTION",
  tooLarge: "EMESSAGE",
  refused: "EMESSAGE",
  unavailable: "ECONNECTION",
};

export function toSendError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  if (error instanceof ConnectFailure)
    return new SendError(error.message, {
      code: error.reason === "authentication" ? "EOAUTH2" : "ECONNECTION",
      cause: error,
    });
  if (error instanceof GmailError)
    return new SendError(error.message, { code: SEND_CODES[error.kind], smtpResponse: error.message, cause: error });
  const { message } = error as Error;
  return new SendError(message, { code: "ECONNECTION", cause: error });
}
