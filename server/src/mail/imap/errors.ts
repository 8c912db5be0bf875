import { PosthornError } from "../../core/errors.ts";
import { ConnectFailure } from "../../core/mail-backend.ts";

/** What imapflow and Node hang onto their errors, as far as it matters here. */
interface ForeignError extends Error {
  code?: string;
  serverResponseCode?: string;
  response?: unknown;
  responseText?: string;
  responseStatus?: string;
  authenticationFailed?: boolean;
  reason?: string;
  _err?: Error;
}

/** Response codes that say "not now" rather than "not you" (RFC 5530). */
const NOT_NOW = new Set(["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "OVERQUOTA"]);
const REFUSED_LOGIN = new Set([
  "AUTHENTICATIONFAILED",
  "AUTHORIZATIONFAILED",
  "EXPIRED",
  "PRIVACYREQUIRED",
  "CONTACTADMIN",
  "WEBALERT",
]);
/** The same in words, for servers without response codes, and for ALERT, which can mean anything (Gmail uses it for both). */
const NOT_NOW_TEXT =
  /too many|maximum number of|try again|temporar|unavailable|connection limit|timed? ?out|internal error|throttled/i;
/** What a login is answered with when there are enough of them. */
const NO_MORE = new Set(["LIMIT", "INUSE", "UNAVAILABLE"]);
const TOO_MANY_TEXT = /too many|(?:maximum|number|limit).* connections?|connection (?:limit|count)|sessions? limit/i;
/** A limit on everyone who comes from our address, not on one mailbox: Courier, Cyrus, UW IMAP and others. */
const BY_ADDRESS_TEXT = /\b(?:from|for|per) (?:(?:your|this|one|same|a single|the same) )?(?:IP|address|host|network)/i;

/** The connection is gone, whoever dropped it. */
const GONE = new Set([
  "NoConnection",
  "EConnectionClosed",
  "ECONNRESET",
  "EPIPE",
  "StateLogout",
  "ResponseProcessingFailed",
  "LineTooLarge",
  "LiteralTooLarge",
  "ResponseTooLarge",
  "TooManyTokens",
]);
const LATE = new Set(["ETIMEOUT", "ETIMEDOUT", "CONNECT_TIMEOUT", "GREETING_TIMEOUT", "UPGRADE_TIMEOUT"]);

/** Where a server says no without a response code (RFC 5530). */
const REFUSED = "IMAPRefused";

export function toConnectFailure(error: unknown): ConnectFailure {
  if (error instanceof ConnectFailure) return error;
  const e = foreign(error);
  const response = responseOf(e);
  const serverResponseCode = codeOf(e);
  return new ConnectFailure(isLoginRefused(e, response) ? "authentication" : "connection", describe(e, response), {
    cause: error,
    ...(serverResponseCode === undefined ? {} : { serverResponseCode }),
    ...(response === undefined ? {} : { response }),
  });
}

function isLoginRefused(e: ForeignError, response: string | undefined): boolean {
  if (!e.authenticationFailed) return false;
  const code = e.serverResponseCode?.toUpperCase();
  if (code !== undefined && REFUSED_LOGIN.has(code)) return true;
  if (code !== undefined && NOT_NOW.has(code)) return false;
  return !(response !== undefined && NOT_NOW_TEXT.test(response));
}

/** `what` completes "could not ...". */
export function toPosthornError(error: unknown, what: string): PosthornError {
  if (error instanceof PosthornError) return error;
  if (error instanceof ConnectFailure)
    return new PosthornError("unavailable", error.message, { code: "IMAPUnavailable", cause: error, temporary: true });
  const e = foreign(error);
  if (e.name === "AbortError" || e.name === "TimeoutError")
    return new PosthornError("timeout", `The mail server took too long to ${what}`, {
      code: "Timeout",
      cause: error,
      temporary: true,
    });
  if (GONE.has(e.code ?? "") || LATE.has(e.code ?? "") || (e.code ?? "").startsWith("ParserError"))
    return new PosthornError(
      "unavailable",
      `The connection to the mail server was lost: ${describe(e, responseOf(e))}`,
      {
        code: "IMAPConnectionClosing",
        cause: error,
        temporary: true,
      },
    );
  // The connection has waited as long as the server proposed (Exchange), and longer for a FETCH.
  if (e.code === "ETHROTTLE")
    return new PosthornError("limited", `The mail server asks to wait before it will ${what}: ${responseOf(e) ?? ""}`, {
      code: "Throttled",
      cause: error,
      temporary: true,
    });
  if (e.responseStatus === "NO" || e.responseStatus === "BAD" || e.serverResponseCode !== undefined) {
    const code = e.serverResponseCode ?? REFUSED;
    return new PosthornError("refused", `The mail server refused to ${what}: ${responseOf(e) ?? e.message}`, {
      cause: error,
      temporary: NOT_NOW.has(code.toUpperCase()) || NOT_NOW_TEXT.test(responseOf(e) ?? ""),
      code,
    });
  }
  return new PosthornError("internal", `Could not ${what}`, { cause: error });
}

export const folderNotFound = (path: string, cause?: unknown) =>
  new PosthornError("not_found", `Mailbox not found: ${path}`, { code: "FolderNotFound", cause });

/** The connection ended before a command could be sent. */
export const connectionGone = () =>
  new PosthornError("unavailable", "The mail server is gone", { code: "IMAPConnectionClosing", temporary: true });

export const isMailboxMissing = (error: unknown) =>
  error instanceof Error &&
  ((error as { mailboxMissing?: boolean }).mailboxMissing === true ||
    ["TRYCREATE", "NONEXISTENT"].includes((error as ForeignError).serverResponseCode ?? ""));

/** The connection went away under the command; another one may do better. */
export const isConnectionLost = (error: unknown) =>
  error instanceof Error &&
  ["NoConnection", "EConnectionClosed", "ECONNRESET", "EPIPE"].includes((error as ForeignError).code ?? "");

/**
 * Whether a login failed because there are too many connections already, as far as the answer lets
 * one guess: of the mailbox, or of everyone who comes from our address.
 */
export function tooManyConnections(error: unknown): "mailbox" | "address" | undefined {
  if (!(error instanceof ConnectFailure) || error.reason !== "connection") return undefined;
  const said = error.response?.slice(0, 1000) ?? "";
  const isLimit = NO_MORE.has(error.serverResponseCode?.toUpperCase() ?? "") || TOO_MANY_TEXT.test(said);
  if (!isLimit) return undefined;
  return BY_ADDRESS_TEXT.test(said) ? "address" : "mailbox";
}

/** A tagged NO: the connection is fine, the server just won't. */
export const isRefusal = (error: unknown) => error instanceof Error && (error as ForeignError).responseStatus === "NO";

/** What the server said to a command that it refused; undefined for any other fault, and where it only asks to wait. */
export function refusalOf(error: unknown): { response: string; code?: string } | undefined {
  const e = foreign(error);
  if ((e.responseStatus !== "NO" && e.responseStatus !== "BAD") || e.code === "ETHROTTLE") return undefined;
  const code = e.serverResponseCode;
  return { response: responseOf(e) ?? e.message, ...(code === undefined ? {} : { code }) };
}

/**
 * What a caller asked for and the server won't do, as the caller's fault (`invalid`) with the server's
 * words; where trying again may help, and for any other failure, as it is. `what` completes "could not ...".
 */
export function refusedRequest(error: unknown, what: string, { code }: { code?: string } = {}): unknown {
  const refusal = refusalOf(error);
  if (!refusal || toPosthornError(error, what).temporary) return error;
  return new PosthornError("invalid", `The mail server refused to ${what}: ${refusal.response}`, {
    cause: error,
    extra: { info: { response: refusal.response } },
    code: code ?? refusal.code ?? REFUSED,
  });
}

const foreign = (error: unknown): ForeignError => (error instanceof Error ? error : new Error(String(error)));

function codeOf(e: ForeignError): string | undefined {
  return e.serverResponseCode ?? e.code ?? e._err?.name;
}

/** What the server said, without the number of our command before it. */
function responseOf(e: ForeignError): string | undefined {
  const said = [e.response, e.responseText, e.reason].find((text) => typeof text === "string" && text !== "");
  return typeof said === "string" ? said.replace(/^\w+ (?:NO|BAD) (?=.)/, "") : undefined;
}

function describe(e: ForeignError, response: string | undefined): string {
  const cause = e._err?.message;
  if (response !== undefined && !e.message.includes(response)) return `${e.message}: ${response}`;
  if (cause !== undefined && !e.message.includes(cause)) return `${e.message}: ${cause}`;
  return e.message;
}

export function errorText(error: unknown): { message: string; responseStatus?: string; responseText?: string } {
  const e = foreign(error);
  const responseText = responseOf(e);
  return {
    message: e.message,
    ...(e.responseStatus === undefined ? {} : { responseStatus: e.responseStatus }),
    ...(responseText === undefined ? {} : { responseText }),
  };
}
