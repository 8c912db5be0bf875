import type { IncomingMessage, ServerResponse } from "node:http";

/** A request as tests look at it: `params` are those of its form, or of its query where it has none. */
export interface OAuthCall {
  method: string;
  path: string;
  params: Record<string, string>;
  headers: IncomingMessage["headers"];
}

/** What the fake answers. */
export interface OAuthAnswer {
  status: number;
  body: object;
  headers?: Record<string, string>;
}

/** One with its body, where that is JSON. */
export interface JsonCall extends OAuthCall {
  json: Record<string, unknown>;
}

/** The access token that a request brings. */
export const bearerOf = ({ headers }: OAuthCall) => /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];

export async function readCall(request: IncomingMessage): Promise<JsonCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString("utf8");
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://fake");
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return {
    method: request.method ?? "GET",
    path: pathname,
    params: Object.fromEntries(isForm ? new URLSearchParams(body) : searchParams),
    headers: request.headers,
    json: !isForm && body !== "" ? (JSON.parse(body) as Record<string, unknown>) : {},
  };
}

export const answerWith = (response: ServerResponse, { status, body, headers }: OAuthAnswer) =>
  void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

/** A refusal by RFC 6749 section 5.2. */
export class OAuthFault extends Error {
  readonly answer: OAuthAnswer;

  constructor(error: string, description: string, status = 400) {
    super(description);
    this.answer = { status, body: { error, error_description: description } };
  }
}

/** A refusal in the way of Google's APIs. */
export class GoogleFault extends OAuthFault {
  override readonly answer: OAuthAnswer;

  constructor(status: number, reason: string, message: string) {
    super(reason, message, status);
    this.answer = { status, body: { error: { code: status, status: reason, message } } };
  }
}
