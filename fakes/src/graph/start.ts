import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { faultsOfRequest, type GraphRequest } from "./check-request.ts";
import { GraphFault } from "./fault.ts";
import { fileOf, GraphMailbox, type StoredFolder, type StoredMessage } from "./mailbox.ts";
import { stamp } from "./message-json.ts";
import { faultsOfValue, resolvePath, type Target } from "./model.ts";
import { answer, answerSubscription, type GraphAnswer, type GraphState, type ValidRequest } from "./routes.ts";
import { Subscriptions } from "./subscriptions.ts";

/** A request as it was answered. */
export interface GraphCall {
  method: string;
  /** Below the version, with its query. */
  path: string;
  /** The same for all requests of one call, such as `GET /me/messages/{id}`. */
  call: string;
  isInBatch: boolean;
  /** Undefined for a request that got no answer. */
  status: number | undefined;
  headers: Record<string, string | undefined>;
}

/** How requests are answered. The first rule that fits counts; without one the mailbox answers. */
export interface GraphRule {
  /** For requests that this fits, those in batches too; all of them when left out. */
  matches?: (request: GraphRequest) => boolean;
  /** How often; unlimited when left out. */
  times?: number;
  status?: number;
  code?: string;
  message?: string;
  headers?: Record<string, string>;
  /** "reset" hangs up, "hang" never answers, "cut" hangs up in the middle of its answer. */
  fault?: "reset" | "hang" | "cut";
}

export interface FakeGraph {
  /** Without a path. */
  readonly url: string;
  readonly calls: GraphCall[];
  /** What was not as the model says; a test expects none. */
  readonly violations: string[];
  /** Requests to one mailbox that were open at once, at most; those in a batch count up to four. */
  readonly peak: number;
  readonly subscriptions: Subscriptions;
  /** The mailbox of an address; it is made when it is asked for first. */
  mailbox(address: string): GraphMailbox;
  /** This token opens the mailbox as `/me`, and every other as `/users/{address}`. */
  allow(token: string, address: string): void;
  revoke(token: string): void;
  script(rule: GraphRule): void;
  /** Takes back all rules. */
  unscript(): void;
  /** Puts mail into a folder, by its path of names, as mail from outside. */
  deliver(address: string, raw: string | Buffer, path?: string, receivedAt?: number): Promise<StoredMessage>;
  /** Makes the links of all deltas void, or only those of one kind. */
  voidDeltas(kind?: "messages" | "folders"): void;
  /** Deltas tell so many changes again. */
  replayDeltas(count: number): void;
  close(): Promise<void>;
}

export interface FakeGraphOptions {
  /** Whose mailbox a token opens, besides those that were allowed. */
  ownerOf?: (token: string) => string | undefined;
  /** Epoch ms. */
  now?: () => number;
  /** Other names of the folders that Exchange makes, by their well-known names. */
  names?: Record<string, string>;
}

/** What Graph lets one app do at once in one mailbox. */
const MOST_AT_ONCE = 4;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_IN_BATCH = 20;
/** Of a part of an upload. */
const UPLOAD_UNIT = 320 * 1024;

interface Upload {
  mailbox: GraphMailbox;
  message: StoredMessage;
  item: Record<string, unknown>;
  chunks: Buffer[];
}

/** The mail part of Microsoft Graph v1.0, by its published model, over HTTP on this machine. */
export async function startGraph({
  now = Date.now,
  names = {},
  ownerOf: emailOf = () => undefined,
}: FakeGraphOptions = {}): Promise<FakeGraph> {
  const calls: GraphCall[] = [];
  const violations: string[] = [];
  const mailboxes = new Map<string, GraphMailbox>();
  const tokens = new Map<string, string>();
  const uploads = new Map<string, Upload>();
  const open = new Map<GraphMailbox, number>();
  const subscriptions = new Subscriptions(now);
  const deltas = { messages: { epoch: 1, replay: 0 }, folders: { epoch: 1, replay: 0 } };
  let rules: { rule: GraphRule; left: number }[] = [];
  let peak = 0;
  let url = "";

  function mailbox(address: string): GraphMailbox {
    const key = address.toLowerCase();
    const known = mailboxes.get(key);
    if (known) return known;
    const made: GraphMailbox = new GraphMailbox(key, names, now, (changeType, id) =>
      subscriptions.notify(made, changeType, id),
    );
    mailboxes.set(key, made);
    return made;
  }

  const state: GraphState = {
    subscriptions,
    deltas,
    startUpload(of, message, item) {
      const id = crypto.randomUUID();
      uploads.set(id, { mailbox: of, message, item, chunks: [] });
      return `${url}/upload/${id}?authtoken=secret`;
    },
  };

  const complain = (call: string, faults: readonly string[]) => {
    for (const fault of faults) violations.push(`${call}: ${fault}`);
  };

  function ownerOf({ headers }: GraphRequest): GraphMailbox {
    const token = /^Bearer (.+)$/.exec(headers["authorization"] ?? "")?.[1] ?? "";
    const address = tokens.get(token) ?? emailOf(token);
    if (address === undefined)
      throw new GraphFault(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.");
    return mailbox(address);
  }

  /** The mailbox that a request is for, and what stands below the user. */
  function mailboxOf(request: GraphRequest): { mailbox: GraphMailbox; rest: string[] } {
    const owner = ownerOf(request);
    const [first, ...rest] = request.segments;
    if (first !== "users") return { mailbox: resourceOf(request, owner), rest };
    const [address = "", ...below] = rest;
    const found = mailboxes.get(address.toLowerCase());
    if (!found) throw new GraphFault(404, "ErrorInvalidUser", `The requested user '${address}' is invalid.`);
    return { mailbox: found, rest: below };
  }

  /** A subscription names the mailbox in its resource. */
  function resourceOf({ segments, body }: GraphRequest, owner: GraphMailbox): GraphMailbox {
    if (segments[0] !== "subscriptions" || segments.length > 1 || !body) return owner;
    const resource = /^\/?users\/([^/]+)\//.exec(
      String((JSON.parse(body.toString()) as { resource?: string }).resource),
    );
    return resource ? mailbox(decodeURIComponent(resource[1] ?? "")) : owner;
  }

  async function handle(request: GraphRequest, target: Target, call: string): Promise<GraphAnswer> {
    const { mailbox: of, rest } = mailboxOf(request);
    const isJson = request.headers["content-type"]?.startsWith("application/json") ?? false;
    const json = isJson && request.body ? (JSON.parse(request.body.toString()) as Record<string, unknown>) : undefined;
    const faults = faultsOfRequest(request, target, json);
    complain(call, faults);
    if (faults.length > 0) throw new GraphFault(400, "BadRequest", faults.join("; "));
    if ((request.body?.length ?? 0) > MOST_BYTES)
      throw new GraphFault(413, "RequestEntityTooLarge", "The request is larger than 4 MB.");
    const path = `/${request.segments.map(encodeURIComponent).join("/")}`;
    const place = { base: `${url}/v1.0`, path };
    const valid: ValidRequest = { ...request, mailbox: of, rest, json: json ?? {}, place };
    const answered = await (request.segments[0] === "subscriptions" ? answerSubscription : answer)(valid, state);
    if (answered.body && !Buffer.isBuffer(answered.body)) complain(call, faultsOfAnswer(target, answered.body));
    return answered;
  }

  /** Takes a place of the mailbox's for as long as `work` lasts. */
  async function counted(of: GraphMailbox, places: number, work: () => Promise<GraphAnswer>): Promise<GraphAnswer> {
    const busy = (open.get(of) ?? 0) + places;
    if (busy > MOST_AT_ONCE)
      return refuse(new GraphFault(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit."));
    open.set(of, busy);
    peak = Math.max(peak, busy);
    try {
      // As over a network: others come in between.
      await new Promise((resolve) => setImmediate(resolve));
      return await work();
    } finally {
      open.set(of, (open.get(of) ?? 0) - places);
    }
  }

  /** Answers one request, by a rule or by the mailbox; undefined where it gets no answer. */
  async function serve(request: GraphRequest, path: string): Promise<GraphAnswer | GraphRule["fault"]> {
    const target = resolvePath(request.segments);
    const call = `${request.method} ${target?.template ?? path}`;
    const { method, headers, isInBatch } = request;
    const logged: GraphCall = { method, path, call, isInBatch, status: undefined, headers };
    calls.push(logged);
    const active = rules.find(({ rule, left }) => left > 0 && (rule.matches?.(request) ?? true));
    if (active) active.left--;
    const { status, code = "Error", message, headers: more, fault } = active?.rule ?? {};
    if (fault !== undefined) return fault;
    const attempt = async (): Promise<GraphAnswer> => {
      if (status !== undefined) return refuse(new GraphFault(status, code, message, more));
      if (!target) {
        complain(call, ["the model has no such path"]);
        return refuse(new GraphFault(400, "BadRequest", "Resource not found for the segment."));
      }
      return isInBatch
        ? handle(request, target, call)
        : counted(mailboxOf(request).mailbox, 1, () => handle(request, target, call));
    };
    const answered = await attempt().catch(refuse);
    logged.status = answered.status;
    return answered;
  }

  async function serveBatch(request: GraphRequest): Promise<GraphAnswer> {
    const { requests = [] } = JSON.parse(request.body?.toString() ?? "{}") as { requests?: BatchItem[] };
    if (requests.length > MOST_IN_BATCH)
      return refuse(new GraphFault(400, "BadRequest", "A batch has at most 20 requests."));
    return counted(ownerOf(request), Math.min(MOST_AT_ONCE, requests.length), async () => {
      const responses = [];
      for (const item of requests) {
        const answered = await serve(inBatch(item, request), item.url);
        const { status, headers = {}, body } = typeof answered === "object" ? answered : { status: 504 };
        responses.push({ id: item.id, status, headers, ...(body && { body: inJson(body) }) });
      }
      // In any order.
      return { status: 200, body: { responses: responses.reverse() } };
    });
  }

  async function takeUpload(request: IncomingMessage, id: string, body: Buffer): Promise<GraphAnswer> {
    const upload = uploads.get(id);
    if (!upload) return { status: 404 };
    if (request.headers.authorization !== undefined) violations.push("PUT upload: it must not have a token");
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(request.headers["content-range"] ?? "");
    const have = upload.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const [from, to, total] = [Number(range?.[1]), Number(range?.[2]), Number(range?.[3])];
    const isLast = to + 1 === total;
    if (from !== have || to - from + 1 !== body.length || total !== upload.item["size"])
      violations.push(`PUT upload: ${request.headers["content-range"]} does not go on from ${have}`);
    if (body.length > MOST_BYTES || (!isLast && body.length % UPLOAD_UNIT !== 0))
      violations.push(`PUT upload: ${body.length} bytes are no part of an upload`);
    upload.chunks.push(body);
    if (!isLast) return { status: 200, body: { nextExpectedRanges: [`${to + 1}-`] } };
    const contentBytes = Buffer.concat(upload.chunks).toString("base64");
    const attachment = { ...fileOf({ ...upload.item, contentBytes }), id: `AAMkAD${id}=` };
    upload.mailbox.update(upload.message, { attachments: [...upload.message.attachments, attachment] });
    uploads.delete(id);
    return { status: 201 };
  }

  async function receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { pathname, search, searchParams } = new URL(incoming.url ?? "", "http://graph");
    const upload = /^\/upload\/(.+)$/.exec(pathname)?.[1];
    if (upload !== undefined) return send(response, await takeUpload(incoming, upload, body));
    const path = pathname.replace(/^\/v1\.0\//, "");
    const request: GraphRequest = {
      method: incoming.method ?? "GET",
      segments: path.split("/").map(decodeURIComponent),
      query: searchParams,
      headers: incoming.headers as Record<string, string | undefined>,
      body: body.length > 0 ? body : undefined,
      isInBatch: false,
    };
    const answered =
      path === "$batch" ? await serveBatch(request).catch(refuse) : await serve(request, `/${path}${search}`);
    if (answered === "reset") incoming.socket.resetAndDestroy();
    else if (answered === "cut")
      response.writeHead(200, { "content-length": "1000" }).write('{"value":[', () => incoming.socket.destroy());
    else if (typeof answered === "object") send(response, answered);
  }

  const server = createServer((request, response) => {
    receive(request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    calls,
    violations,
    get peak() {
      return peak;
    },
    subscriptions,
    mailbox,
    allow(token, address) {
      mailbox(address);
      tokens.set(token, address);
    },
    revoke: (token) => void tokens.delete(token),
    script: (rule) => void rules.push({ rule, left: rule.times ?? Infinity }),
    unscript: () => void (rules = []),
    async deliver(address, raw, path = "INBOX", receivedAt = now()) {
      const folder = mailbox(address).folderAt(path);
      if (!folder) throw new Error(`There is no folder ${path}`);
      return mailbox(address).store(Buffer.from(raw), folder as StoredFolder, { receivedDateTime: stamp(receivedAt) });
    },
    voidDeltas(kind) {
      if (kind !== "folders") deltas.messages.epoch++;
      if (kind !== "messages") deltas.folders.epoch++;
    },
    replayDeltas: (count) => void (deltas.messages.replay = count),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await subscriptions.settled();
    },
  };
}

interface BatchItem {
  id: string;
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A request within a batch. It has headers of its own, save the token. */
function inBatch({ method, url, headers = {}, body }: BatchItem, outer: GraphRequest): GraphRequest {
  const { pathname, searchParams } = new URL(url, "http://graph");
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    method,
    segments: pathname.slice(1).split("/").map(decodeURIComponent),
    query: searchParams,
    headers: { ...own, authorization: outer.headers["authorization"] },
    body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
    isInBatch: true,
  };
}

const inJson = (body: object | Buffer) => (Buffer.isBuffer(body) ? body.toString("base64") : body);

function refuse(error: unknown): GraphAnswer {
  if (error instanceof GraphFault) return { status: error.status, headers: error.headers, body: error.body };
  if (error instanceof SyntaxError) return refuse(new GraphFault(400, "BadRequest", error.message));
  throw error;
}

function send(response: ServerResponse, { status, headers = {}, body }: GraphAnswer): void {
  if (body === undefined) response.writeHead(status, headers).end();
  else if (Buffer.isBuffer(body)) response.writeHead(status, headers).end(body);
  else response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** What in an answer is not as the model says. */
function faultsOfAnswer({ type, isCollection, operation }: Target, body: object): string[] {
  const { value } = body as { value?: unknown };
  if (isCollection && Array.isArray(value)) return value.flatMap((item) => faultsOfValue(type, item, "answer"));
  return operation && operation.returns === undefined ? [] : faultsOfValue(type, body, "answer");
}
