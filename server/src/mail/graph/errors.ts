import { PosthornError, type ErrorKind } from "../../core/errors.ts";
import { ConnectFailure, SendError } from "../../core/mail-backend.ts";
import { MailboxPaused } from "./mailbox-budget.ts";

/** An answer of Graph that is a refusal. */
export class GraphError extends Error {
  readonly status: number;
  /** Graph's own, such as `ErrorItemNotFound`. */
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterMs?: number) {
    super(message);
    this.name = "GraphError";
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Graph's codes, and what they are here. */
const KNOWN: Record<string, { kind: ErrorKind; code: string }> = {
  ErrorItemNotFound: { kind: "not_found", code: "MessageNotFound" },
  // An id that was made up leads to nothing.
  ErrorInvalidIdMalformed: { kind: "not_found", code: "MessageNotFound" },
  ErrorInvalidMailboxItemId: { kind: "not_found", code: "MessageNotFound" },
  ErrorAccessDenied: { kind: "forbidden", code: "AccessDenied" },
  ErrorQuotaExceeded: { kind: "limited", code: "QuotaExceeded" },
  ErrorExecuteSearchStaleData: { kind: "invalid", code: "SearchCursorExpired" },
  ErrorMailboxNotEnabledForRESTAPI: { kind: "forbidden", code: "MailboxNotEnabled" },
  MailboxNotEnabledForRESTAPI: { kind: "forbidden", code: "MailboxNotEnabled" },
  ErrorInvalidRecipients: { kind: "invalid", code: "InvalidRecipients" },
  ErrorMessageSizeExceeded: { kind: "too_large", code: "MessageTooLarge" },
  RequestEntityTooLarge: { kind: "too_large", code: "MessageTooLarge" },
  ErrorSendAsDenied: { kind: "forbidden", code: "SendAsDenied" },
};

export const isNotFound = (error: unknown): boolean =>
  error instanceof GraphError &&
  (error.status === 404 || error.code === "ErrorInvalidIdMalformed" || error.code === "ErrorInvalidMailboxItemId");

/** The link of a delta leads nowhere any more: what has changed since is to be found out in another way. */
export const isSyncStateLost = (error: unknown): boolean =>
  error instanceof GraphError && (error.status === 410 || /syncState|resync|deltaToken/i.test(error.code));

/** Whether asking once more may help, for a request that may be repeated. */
export function isTemporary(error: unknown): boolean {
  if (error instanceof GraphError)
    return (error.status === 429 && !isFull(error)) || error.status >= 500 || error.status === 408;
  if (error instanceof MailboxPaused) return true;
  if (error instanceof PosthornError || error instanceof ConnectFailure || error instanceof SendError) return false;
  return !isAbort(error);
}

/** Whether nothing was done, and Graph says so. */
export const isThrottled = (error: unknown): boolean =>
  error instanceof GraphError && (error.status === 429 || error.status === 503) && !isFull(error);

/** A full mailbox does not get emptier by waiting. */
const isFull = ({ code }: GraphError): boolean => code === "ErrorQuotaExceeded";

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

/** `what` completes "could not ...". */
export function toPosthornError(error: unknown, what: string): PosthornError {
  if (error instanceof PosthornError) return error;
  if (error instanceof ConnectFailure)
    return new PosthornError("unavailable", error.message, {
      code: error.reason === "authentication" ? "AuthenticationFails" : "ConnectionError",
      cause: error,
      temporary: true,
    });
  if (error instanceof MailboxPaused)
    return new PosthornError("limited", error.message, {
      code: "Throttled",
      cause: error,
      temporary: true,
      extra: { ttl: Math.ceil(error.forMs / 1000) },
    });
  if (error instanceof GraphError) return ofRefusal(error, what);
  if (error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError"))
    return new PosthornError("timeout", `Microsoft Graph took too long to ${what}`, {
      code: "Timeout",
      cause: error,
      temporary: true,
    });
  return new PosthornError("unavailable", `Microsoft Graph can't be reached: ${describe(error)}`, {
    code: "ConnectionError",
    cause: error,
    temporary: true,
  });
}

function ofRefusal(error: GraphError, what: string): PosthornError {
  const { status, code, message } = error;
  const details = { cause: error, extra: { info: { response: message, code } } };
  const known = Object.hasOwn(KNOWN, code) ? KNOWN[code] : undefined;
  const words = `Microsoft Graph refused to ${what}: ${message}`;
  if (known) {
    const text = known.code === "MessageNotFound" ? "Message not found" : words;
    return new PosthornError(known.kind, text, { ...details, code: known.code, temporary: known.kind === "limited" });
  }
  if (status === 401)
    return new PosthornError("unavailable", words, { ...details, code: "AuthenticationFails", temporary: true });
  if (status === 404) return new PosthornError("not_found", words, { ...details, code: "NotFound" });
  if (status === 429) return new PosthornError("limited", words, { ...details, code: "Throttled", temporary: true });
  if (status >= 500) return new PosthornError("unavailable", words, { ...details, code, temporary: true });
  return new PosthornError(status === 403 ? "forbidden" : "refused", words, { ...details, code });
}

/** Why the account can't be connected: who is refused has to sign in again, or is told why that is no use. */
export function toConnectFailure(error: unknown): ConnectFailure {
  if (error instanceof ConnectFailure) return error;
  if (error instanceof GraphError) {
    const isRefused = error.status === 401 || error.status === 403 || isUnknownMailbox(error);
    return new ConnectFailure(isRefused ? "authentication" : "connection", wordsOf(error), {
      serverResponseCode: isRefused ? "ApiRequestError" : error.code,
      response: `${error.status} ${error.code}: ${error.message}`,
      cause: error,
    });
  }
  const code = (error as { code?: unknown } | undefined)?.code;
  return new ConnectFailure("connection", describe(error), {
    ...(typeof code === "string" && { serverResponseCode: code }),
    cause: error,
  });
}

const isUnknownMailbox = ({ status, code }: GraphError) =>
  status === 404 && /^(ErrorInvalidUser|Request_ResourceNotFound|ErrorNonExistentMailbox|MailboxNotEnabled)/.test(code);

function wordsOf({ status, code, message }: GraphError): string {
  if (/MailboxNotEnabledForRESTAPI/.test(code))
    return `The mailbox can't be reached through Microsoft Graph: it is on a server of the organization's own, inactive, or has no licence (${message})`;
  if (status === 403) return `The app may not open this mailbox: ${message}`;
  if (status === 404) return `There is no such mailbox: ${message}`;
  if (status === 401) return `Microsoft Graph does not take the access token: ${message}`;
  return `Microsoft Graph answered ${status}: ${message}`;
}

/** Why a message was not taken. A refusal is worded as an SMTP server would, so that it is known whether trying again helps. */
export function toSendError(error: unknown): SendError {
  if (error instanceof SendError) return error;
  if (error instanceof GraphError) {
    const { status, code, message } = error;
    const words = `${code}: ${message}`;
    const details = { cause: error, smtpResponse: `${status} ${words}` };
    if (status === 401) return new SendError(words, { ...details, code: "EAUTH" });
    if (isThrottled(error) || isFull(error) || status >= 500 || status === 408)
      return new SendError(words, { ...details, code: "EPROTOCOL", smtpResponseCode: 451 });
    return new SendError(words, { ...details, code: "EMESSAGE", smtpResponseCode: 554 });
  }
  if (error instanceof ConnectFailure)
    return new SendError(error.message, {
      code: error.reason === "authentication" ? "EAUTH" : "ECONNECTION",
      cause: error,
    });
  if (error instanceof MailboxPaused)
    return new SendError(error.message, { code: "EPROTOCOL", smtpResponseCode: 451, cause: error });
  if (isAbort(error)) return new SendError("Message sending aborted", { code: "EABORT", cause: error });
  return new SendError(describe(error), { code: "ECONNECTION", cause: error });
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const messageNotFound = (cause?: unknown) =>
  new PosthornError("not_found", "Message not found", { code: "MessageNotFound", cause });

export const folderNotFound = (path: string, cause?: unknown) =>
  new PosthornError("not_found", `Mailbox not found: ${path}`, { code: "FolderNotFound", cause });

export const fileNotFound = (cause?: unknown) =>
  new PosthornError("not_found", "Requested file not found", { code: "FileNotFound", cause });
