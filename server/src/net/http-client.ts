import type { Readable } from "node:stream";
import { Agent, buildConnector, type Dispatcher, interceptors, ProxyAgent, request } from "undici";
import { checkBeforeProxy, checkedLookup, checkLiteral } from "./checked-lookup.ts";
import type { EgressPolicy } from "./egress.ts";
import { dialSocks } from "./socks.ts";

export interface HttpClient {
  /**
   * Sends a POST. Redirects are followed where the policy is `off`, five at most, and nowhere else. Rejects with EgressBlocked, with the socket's or
   * undici's error, or with an AbortError once `signal` aborts; the signal covers connecting, the
   * answer's head and its body.
   */
  post(url: string, call: { headers: Record<string, string>; body: string; signal: AbortSignal }): Promise<HttpAnswer>;
  /**
   * Sends a request and reads its answer whole. Redirects are not followed. Rejects as `post` does, and with
   * AnswerTooLarge for an answer of more than `maxBytes`.
   */
  fetch(url: string, call: FetchCall): Promise<FetchedAnswer>;
  /**
   * Sends a request and answers with the head and a stream of the body, which the caller reads to its end or destroys.
   * Redirects are not followed. Rejects as `post` does; so does the stream.
   */
  open(url: string, call: OpenCall): Promise<OpenAnswer>;
  close(): Promise<void>;
}

export interface OpenCall extends Omit<FetchCall, "body" | "maxBytes"> {
  body?: string | Buffer | Readable;
}

export interface OpenAnswer extends Omit<FetchedAnswer, "body"> {
  body: Readable;
}

export interface FetchCall {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  headers: Record<string, string>;
  body?: string | Buffer;
  signal: AbortSignal;
  /** In place of the proxy in force. */
  proxy?: string | undefined;
  /** Bytes of the answer's body that are read at most. */
  maxBytes: number;
}

export interface FetchedAnswer {
  statusCode: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** The answer's body is longer than the caller wants to read. */
export class AnswerTooLarge extends Error {
  readonly code = "EANSWERTOOLARGE";

  constructor(host: string, maxBytes: number) {
    super(`The answer of ${host} is longer than ${maxBytes} bytes`);
    this.name = "AnswerTooLarge";
  }
}

export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string | string[] | undefined>;
  /** The first bytes of the body, as text. */
  bodyStart: string;
}

export interface HttpClientOptions {
  policy: EgressPolicy;
  connectTimeoutMs: number;
  /** The proxy in force, asked before each call; undefined for none. */
  proxy(): string | undefined;
  /** A certificate, in PEM, trusted instead of those that Node.js brings. */
  ca?: string;
}

const BODY_START_BYTES = 1024;
/** What is read of an answer so that its connection can be used again; a longer one costs the connection. */
const BODY_DRAIN_BYTES = 128 * 1024;

const followRedirects = interceptors.redirect({ maxRedirections: 5 });

/** Outgoing HTTP with checked addresses, bounded answers and kept connections. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const dispatchers = new Map<string, Dispatcher>();

  function dispatcher(proxy = options.proxy() ?? ""): Dispatcher {
    let known = dispatchers.get(proxy);
    if (known === undefined) {
      known = makeDispatcher(proxy, options);
      dispatchers.set(proxy, known);
    }
    return known;
  }

  async function send(
    url: string,
    { method, headers, body, signal, proxy }: OpenCall,
  ): Promise<Dispatcher.ResponseData> {
    if ((proxy ?? options.proxy()) !== undefined) await checkBeforeProxy(options.policy, new URL(url).hostname);
    return request(url, { method, headers, body: body ?? null, signal, dispatcher: dispatcher(proxy) });
  }

  /** Where everything may be reached, a redirect leads nowhere that is out of bounds. */
  const following = (to: Dispatcher) => (options.policy === "off" ? to.compose(followRedirects) : to);

  return {
    async post(url, { headers, body, signal }) {
      if (options.proxy() !== undefined) await checkBeforeProxy(options.policy, new URL(url).hostname);
      const answer = await request(url, { method: "POST", headers, body, signal, dispatcher: following(dispatcher()) });
      return {
        statusCode: answer.statusCode,
        headers: answer.headers,
        bodyStart: await readStart(answer.body),
      };
    },
    async fetch(url, { maxBytes, ...call }) {
      const { hostname } = new URL(url);
      const answer = await send(url, call);
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        length += chunk.length;
        // Leaving the loop drops the connection.
        if (length > maxBytes) throw new AnswerTooLarge(hostname, maxBytes);
        chunks.push(chunk);
      }
      return { statusCode: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) };
    },
    async open(url, call) {
      const { statusCode, headers, body } = await send(url, call);
      return { statusCode, headers, body };
    },
    async close() {
      await Promise.all([...dispatchers.values()].map((known) => known.destroy()));
    },
  };
}

async function readStart(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const chunks: Buffer[] = [];
  let kept = 0;
  let seen = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    seen += chunk.length;
    if (kept < BODY_START_BYTES) {
      chunks.push(chunk.subarray(0, BODY_START_BYTES - kept));
      kept += Math.min(chunk.length, BODY_START_BYTES - kept);
    }
    if (seen > BODY_DRAIN_BYTES) break;
  }
  // No database takes a NUL in a text.
  return Buffer.concat(chunks).toString("utf8").replaceAll("\0", "\ufffd");
}

function makeDispatcher(proxy: string, { policy, connectTimeoutMs, ca }: HttpClientOptions): Dispatcher {
  const common = { keepAliveTimeout: 10_000, connections: 128, pipelining: 1 };
  const tls = { timeout: connectTimeoutMs, ...(ca !== undefined && { ca }) };
  if (proxy.startsWith("http")) return new ProxyAgent({ uri: proxy, requestTls: tls, ...common });
  if (proxy !== "") return new Agent({ ...common, connect: socksConnector(proxy, tls) });
  return new Agent({ ...common, connect: checkedConnector(policy, tls) });
}

interface ConnectOptions {
  timeout: number;
  ca?: string;
}

function checkedConnector(policy: EgressPolicy, options: ConnectOptions): buildConnector.connector {
  const connect = buildConnector({ ...options, lookup: checkedLookup(policy) });
  return (target, callback) => {
    try {
      // Literal addresses are never looked up.
      checkLiteral(policy, target.hostname);
    } catch (blocked) {
      return callback(blocked as Error, null);
    }
    connect(target, callback);
  };
}

function socksConnector(proxy: string, options: ConnectOptions): buildConnector.connector {
  const connect = buildConnector({ ...options });
  return (target, callback) => {
    const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
    dialSocks(proxy, { host: target.hostname, port }, options.timeout).then(
      (socket) => {
        if (target.protocol === "https:") connect({ ...target, httpSocket: socket }, callback);
        else callback(null, socket);
      },
      (error: unknown) => callback(error as Error, null),
    );
  };
}
