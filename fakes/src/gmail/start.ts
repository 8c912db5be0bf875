import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createChecker, type MatchedCall } from "../discovery/checker.ts";
import { readDocument } from "../discovery/document.ts";
import { ApiError, invalid, notFound } from "./answer.ts";
import { GmailMailbox, type NewMessage, type StoredMessage } from "./mailbox.ts";
import { METHODS } from "./methods.ts";
import { boundaryOf, cutAtBlankLine, headersIn, readMultipart } from "./multipart.ts";
import { unitsOf } from "./units.ts";

/** How calls fail. The first that fits counts. */
export interface Fault {
  /** The methods it concerns, such as `messages.get`; all when left out. */
  method?: string | RegExp;
  /** Calls for this message only. */
  messageId?: string;
  /** How often; for good when left out. */
  times?: number;
  status?: number;
  /** Such as `rateLimitExceeded`. */
  reason?: string;
  retryAfter?: string;
  /** Milliseconds before the answer. */
  delayMs?: number;
  /** The answer ends in the middle, or there is none. */
  cut?: "middle" | "before";
}

/** One call, also within a batch. */
export interface LoggedCall {
  /** Without `gmail.users.`. */
  method: string;
  httpMethod: string;
  path: string;
  query: string;
  units: number;
  status: number;
  isInBatch: boolean;
  token: string;
  /** By the clock. */
  at: number;
}

export interface FakeGmailOptions {
  /** Whose mailbox a token opens, besides those that were given. */
  ownerOf?: (token: string) => string | undefined;
  /** Epoch ms; the system's unless said otherwise. */
  now?: () => number;
  /** Tells a topic of a change, where a mailbox is watched. */
  publish?: (topic: string, data: { emailAddress: string; historyId: string }) => void;
  /** Whether header values come with their MIME words decoded. */
  decodesHeaders?: boolean;
}

/** A user of the fake, with what a test does behind the back of whoever reads the mailbox. */
export interface FakeGmailUser {
  readonly mailbox: GmailMailbox;
  /** Access tokens that are good; the first one is there from the start. */
  readonly tokens: Set<string>;
  /** Tokens that may send and nothing else. */
  readonly sendOnlyTokens: Set<string>;
  deliver(message: string | Buffer, more?: Partial<NewMessage>): Promise<StoredMessage>;
  message(subject: string): StoredMessage;
}

export interface FakeGmail {
  /** Without a slash at the end. */
  readonly url: string;
  readonly calls: LoggedCall[];
  /** HTTP requests, a batch being one. */
  readonly requests: { count: number };
  /** What was asked or answered against the discovery document. */
  readonly violations: string[];
  readonly methodIds: readonly string[];
  addUser(email: string, token: string): FakeGmailUser;
  fail(fault: Fault): void;
  heal(): void;
  /** Units of all calls since the log was cleared. */
  readonly units: number;
  clearLog(): void;
  /** Cuts all connections. */
  disconnect(): void;
  close(): Promise<void>;
}

interface Request {
  httpMethod: string;
  url: URL;
  headers: Record<string, string | undefined>;
  body: Buffer;
  isInBatch: boolean;
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
  fault?: Fault | undefined;
}

const BATCH_PATH = "/batch/gmail/v1";
const MAX_BATCH = 100;

/** The Gmail API over HTTP, true to its discovery document, for some users. */
export async function startFakeGmail(options: FakeGmailOptions = {}): Promise<FakeGmail> {
  const { now = Date.now, publish = () => {}, decodesHeaders = false } = options;
  const checker = createChecker(readDocument("gmail-v1"));
  const users: FakeGmailUser[] = [];
  const calls: LoggedCall[] = [];
  const violations: string[] = [];
  const requests = { count: 0 };
  let faults: { fault: Fault; left: number }[] = [];

  function faultFor(method: string, params: Record<string, string>): Fault | undefined {
    const found = faults.find(
      ({ fault, left }) =>
        left > 0 &&
        (fault.method === undefined ||
          (typeof fault.method === "string" ? fault.method === method : fault.method.test(method))) &&
        (fault.messageId === undefined || fault.messageId === params["id"]),
    );
    if (found) found.left--;
    return found?.fault;
  }

  async function answer(request: Request): Promise<Answer> {
    const { httpMethod, url, isInBatch } = request;
    const call = checker.match(httpMethod, url.pathname);
    if (!call) {
      violations.push(`no method for ${httpMethod} ${url.pathname}`);
      return toAnswer(notFound());
    }
    const method = call.method.id.replace("gmail.users.", "");
    const token = /^Bearer (.+)$/.exec(request.headers["authorization"] ?? "")?.[1] ?? "";
    const logged: LoggedCall = {
      method,
      httpMethod,
      path: url.pathname,
      query: url.search,
      units: unitsOf(call.method.id),
      status: 0,
      isInBatch,
      token,
      at: now(),
    };
    calls.push(logged);
    const fault = faultFor(method, call.params);
    let result: Answer;
    try {
      if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      const { status, reason = "backendError", retryAfter } = fault ?? {};
      const headers: Record<string, string> = retryAfter === undefined ? {} : { "retry-after": retryAfter };
      if (status !== undefined) throw new ApiError(status, reason, `Refused by the test: ${reason}`, headers);
      result = { status: 200, headers: {}, body: await carryOut(call, method, token, request) };
      if (result.body === undefined) result.status = 204;
      else violations.push(...checker.checkAnswer(call.method, result.body));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      result = toAnswer(error);
    }
    logged.status = result.status;
    return { ...result, fault };
  }

  async function carryOut(call: MatchedCall, method: string, token: string, request: Request): Promise<unknown> {
    const owner = options.ownerOf?.(token);
    const user = users.find(
      ({ mailbox, tokens, sendOnlyTokens }) =>
        tokens.has(token) || sendOnlyTokens.has(token) || (owner !== undefined && mailbox.email === owner),
    );
    if (!user) throw new ApiError(401, "authError", "Request had invalid authentication credentials.");
    if (user.sendOnlyTokens.has(token) && method !== "messages.send")
      throw new ApiError(403, "insufficientPermissions", "Request had insufficient authentication scopes.");
    const { userId = "" } = call.params;
    if (userId !== "me" && userId !== user.mailbox.email) throw new ApiError(403, "forbidden", "Delegation denied");
    const { body, media } = readBody(call, request);
    const faultsFound = [...checker.checkQuery(call, request.url.searchParams)];
    if (body !== undefined || call.method.request) faultsFound.push(...checker.checkBody(call.method, body));
    violations.push(...faultsFound);
    const carry = METHODS[method];
    if (!carry) throw new Error(`The fake has no ${method}`);
    return carry({
      mailbox: user.mailbox,
      params: call.params,
      query: request.url.searchParams,
      body: body ?? {},
      media,
      now: now(),
      isDecoded: decodesHeaders,
    });
  }

  async function answerBatch(request: Request): Promise<{ contentType: string; body: Buffer }> {
    const boundary = boundaryOf(request.headers["content-type"] ?? "");
    const parts = boundary === undefined ? undefined : readMultipart(request.body, boundary);
    if (!parts) throw invalid("The batch is no multipart/mixed");
    if (parts.length > MAX_BATCH) throw invalid("The batch has too many parts");
    const answers: Buffer[] = [];
    for (const { headers, body } of parts) {
      if (headers["content-type"] !== "application/http") violations.push("a batch part is no application/http");
      const { head, rest } = cutAtBlankLine(body.toString("latin1"));
      const [line = "", ...lines] = head.split("\r\n");
      const [, httpMethod = "", path = ""] = /^([A-Z]+) (\S+)(?: HTTP\/1\.1)?$/.exec(line) ?? [];
      const inner = { authorization: request.headers["authorization"], ...headersIn(lines.join("\r\n")) };
      const given = await answer({
        httpMethod,
        url: new URL(path, "http://gmail.test"),
        headers: inner,
        body: Buffer.from(rest, "latin1"),
        isInBatch: true,
      });
      const id = headers["content-id"]?.replace(/^<?/, "<response-") ?? "";
      const json = given.body === undefined ? "" : JSON.stringify(given.body);
      const answerHead = [
        "Content-Type: application/http",
        `Content-ID: ${id}`,
        "",
        `HTTP/1.1 ${given.status} ${given.status < 300 ? "OK" : "Error"}`,
        "Content-Type: application/json; charset=UTF-8",
        ...Object.entries(given.headers).map(([name, value]) => `${name}: ${value}`),
        `Content-Length: ${Buffer.byteLength(json)}`,
      ];
      answers.push(Buffer.from(`--batch_answer\r\n${answerHead.join("\r\n")}\r\n\r\n${json}\r\n`));
    }
    return {
      contentType: "multipart/mixed; boundary=batch_answer",
      body: Buffer.concat([...answers, Buffer.from("--batch_answer--\r\n")]),
    };
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    requests.count++;
    const request: Request = {
      httpMethod: incoming.method ?? "",
      url: new URL(incoming.url ?? "", "http://gmail.test"),
      headers: incoming.headers as Record<string, string>,
      body: Buffer.concat(chunks),
      isInBatch: false,
    };
    if (request.url.pathname === BATCH_PATH && request.httpMethod === "POST") {
      const fault = faultFor("batch", {});
      if (fault?.cut) return void incoming.socket.destroy();
      if (fault?.status !== undefined)
        return write(response, toAnswer(new ApiError(fault.status, fault.reason ?? "backendError", "The batch fails")));
      const { contentType, body } = await answerBatch(request);
      response.writeHead(200, { "content-type": contentType, "content-length": body.length }).end(body);
      return;
    }
    const given = await answer(request);
    if (given.fault?.cut === "before") return void incoming.socket.destroy();
    if (given.fault?.cut === "middle") {
      response.writeHead(given.status, { "content-type": "application/json", "content-length": 1_000_000 });
      response.write('{"id":"', () => incoming.socket.destroy());
      return;
    }
    write(response, given);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      violations.push(String(error));
      request.socket.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    requests,
    violations,
    methodIds: checker.methodIds,
    addUser(email, token) {
      const mailbox = new GmailMailbox(email, now, tellTopic);
      mailbox.signatures.push({ sendAsEmail: email, signature: "" });
      const user: FakeGmailUser = {
        mailbox,
        tokens: new Set([token]),
        sendOnlyTokens: new Set(),
        deliver: (message, { labels = ["INBOX", "UNREAD"], ...more } = {}) =>
          mailbox.add(Buffer.from(message), { labels, ...more }),
        message(subject) {
          const found = mailbox.newestFirst.find(({ raw }) => raw.includes(`Subject: ${subject}\r\n`));
          if (!found) throw new Error(`Nobody delivered ${subject}`);
          return found;
        },
      };
      users.push(user);
      return user;
    },
    fail: (fault) => void faults.push({ fault, left: fault.times ?? Infinity }),
    heal: () => void (faults = []),
    get units() {
      return calls.reduce((sum, { units }) => sum + units, 0);
    },
    clearLog() {
      calls.length = 0;
      requests.count = 0;
    },
    disconnect: () => server.closeAllConnections(),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };

  function tellTopic({ email, watch, historyId }: GmailMailbox): void {
    if (watch && watch.expiration > now())
      publish(watch.topicName, { emailAddress: email, historyId: String(historyId) });
  }
}

const toAnswer = ({ status, headers, body }: ApiError): Answer => ({ status, headers, body });

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  const json = body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8", ...headers }).end(json);
}

/** The resource of a call, and what is uploaded with it. */
function readBody({ isUpload }: MatchedCall, { url, headers, body }: Request): { body: unknown; media?: Buffer } {
  const type = headers["content-type"] ?? "";
  if (!isUpload) return { body: body.length === 0 ? undefined : parse(body) };
  if (url.searchParams.get("uploadType") !== "multipart") {
    if (!type.startsWith("message/rfc822")) throw invalid(`Media type '${type}' is not supported`);
    return { body: undefined, media: body };
  }
  const parts = readMultipart(body, boundaryOf(type) ?? "");
  const [resource, media] = parts ?? [];
  if (!type.startsWith("multipart/related") || !resource || !media) throw invalid("The upload is no multipart/related");
  if (!media.headers["content-type"]?.startsWith("message/rfc822")) throw invalid("The upload has no message");
  return { body: parse(resource.body), media: media.body };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw invalid("Invalid JSON payload received.");
  }
}
