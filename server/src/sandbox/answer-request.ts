import { STATUS_CODES } from "node:http";
import { AnswerTooLarge, type HttpClient } from "../net/http-client.ts";
import type { GuestRequest, RequestAnswer } from "./turns.ts";

/** What belongs to the connection or says who speaks for whom; WHATWG Fetch has a browser leave it out, too. */
const NOT_THEIRS =
  /^(?:connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** Does what a function asked `fetch` for. Never rejects; what goes wrong is told to the function. */
export async function answerRequest(
  { url, method, headers, body, refusesRedirects }: GuestRequest,
  deps: { http: Pick<HttpClient, "fetch">; userAgent: string; maxBytes: number; signal: AbortSignal },
): Promise<RequestAnswer> {
  const { protocol, username, password } = new URL(url);
  const verb = METHODS.find((one) => one === method.toUpperCase());
  if (protocol !== "http:" && protocol !== "https:")
    return { error: `Only http and https are fetched, not ${protocol}` };
  if (username !== "" || password !== "")
    return { error: "An address with a user name or a password is not fetched; use a header" };
  if (verb === undefined) return { error: `The method ${method.slice(0, 20)} is not possible` };
  if (body !== undefined && (verb === "GET" || verb === "HEAD")) return { error: `${verb} has no body` };
  try {
    const answer = await deps.http.fetch(url, {
      method: verb,
      headers: { "user-agent": deps.userAgent, ...theirs(headers) },
      ...(body !== undefined && { body }),
      signal: deps.signal,
      maxBytes: deps.maxBytes,
    });
    const { statusCode: status } = answer;
    if (refusesRedirects && status >= 300 && status < 400) return { error: "The answer is a redirect" };
    return {
      status,
      statusText: STATUS_CODES[status] ?? "",
      url,
      headers: Object.entries(answer.headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((one): [string, string] => [name, one]),
      ),
      body: new TextDecoder().decode(answer.body),
    };
  } catch (error) {
    if (error instanceof AnswerTooLarge) return { error: error.message, code: error.code };
    const { message, code } = error as { message: string; code?: unknown };
    return { error: message, ...(typeof code === "string" && { code }) };
  }
}

function theirs(headers: GuestRequest["headers"]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (!NOT_THEIRS.test(key)) kept[key] = key in kept ? `${kept[key]}, ${value}` : value;
  }
  return kept;
}
