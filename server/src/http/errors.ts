import type { ErrorBody } from "@posthorn/contracts/errors";
import type { FastifyReply, FastifyRequest } from "fastify";
import { PosthornError, STATUS } from "../core/errors.ts";
import { inLanguageOfCaller } from "./language-of-caller.ts";

/** Labels as the compatible API spells them; three differ from Node's. */
const LABELS: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Time-out",
  409: "Conflict",
  413: "Request Entity Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Time-out",
};

/**
 * Answers with the error's body, in the language of the caller (`locale` is the setting). What is not
 * one of ours is told in full to the log, not to the caller.
 */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  locale: string | undefined,
): FastifyReply {
  // Said of a stream that failed before it began.
  for (const name of ["Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition"])
    void reply.removeHeader(name);
  const send = (answer: ErrorBody) =>
    reply.code(answer.statusCode).send(inLanguageOfCaller(answer, request, reply, locale));
  const known = error instanceof PosthornError ? error : fromFastify(error, request);
  const status = known === null ? 500 : known instanceof PosthornError ? STATUS[known.kind] : known.statusCode;
  const isFault = status >= 500;
  request.log[isFault ? "error" : "warn"](
    {
      err: isFault ? error : undefined,
      statusCode: status,
      reason: (error as Error).message,
      route: request.routeOptions.url,
    },
    "An API call failed",
  );
  if (status === 401) {
    const isBad = (error as Error).message === "Bad token";
    void reply.header("WWW-Authenticate", isBad ? 'Bearer error="Bad token"' : "Bearer");
    return send({
      ...body(401, (error as Error).message),
      ...(known?.code !== undefined && { code: known.code }),
      ...(known instanceof PosthornError && known.extra),
    });
  }
  // What has a name is meant to be told.
  if (known === null || (status === 500 && known.code === undefined))
    return send(body(500, "An internal server error occurred"));
  if (!(known instanceof PosthornError))
    return send({ ...body(status, known.message), ...(known.code !== undefined && { code: known.code }) });
  const { limit, ...extra } = known.extra;
  const code = known.code ?? (known.kind === "not_found" ? "NotFound" : undefined);
  if (known.kind === "limited" && typeof extra["ttl"] === "number") {
    if (typeof limit === "number") void reply.header("X-RateLimit-Limit", limit);
    void reply.header("X-RateLimit-Reset", extra["ttl"]).header("Retry-After", extra["ttl"]);
  }
  return send({
    ...body(status, known.message),
    ...(code !== undefined && { code }),
    ...(known.fields !== undefined && { fields: known.fields }),
    ...extra,
  });
}

const body = (statusCode: number, message: string): ErrorBody => ({
  statusCode,
  error: LABELS[statusCode] ?? "Error",
  message,
});

/** What Fastify itself refuses, in the words of the contract; null for anything unexpected. */
function fromFastify(
  error: unknown,
  request: FastifyRequest,
): { statusCode: number; message: string; code?: string } | null {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return {
        statusCode: 413,
        code: "PayloadTooLarge",
        message: `Payload content length greater than maximum allowed: ${request.routeOptions.bodyLimit}`,
      };
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return { statusCode: 415, code: "UnsupportedMediaType", message: "Unsupported Media Type" };
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_JSON_BODY":
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return { statusCode: 400, code: "InvalidPayload", message: "Invalid request payload JSON format" };
    case "FST_ERR_BAD_URL":
      return { statusCode: 400, code: "InvalidURL", message: "Invalid URL" };
    default:
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return { statusCode, message: (error as Error).message };
  return null;
}
