import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the receiver answers. The first rule that fits counts; without one it answers 200. */
export interface WebhookRule {
  /** For requests that this fits; all of them when left out. */
  matches?: (request: ReceivedWebhook) => boolean;
  /** How often; unlimited when left out. */
  times?: number;
  status?: number;
  /** Such as `Retry-After`. */
  headers?: Record<string, string>;
  body?: string;
  /** Milliseconds before the answer. */
  delayMs?: number;
  /**
   * "hang" never answers, "reset" cuts the connection without an answer, "drip" answers a byte now and then without end,
   * "flood" as much as the other side takes.
   */
  fault?: "hang" | "reset" | "drip" | "flood";
}

export interface ReceivedWebhook {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  /** The body byte for byte, as signatures are made over it. */
  rawBody: Buffer;
  /** The body as JSON; undefined if it is none. */
  json: unknown;
  receivedAt: number;
  /** What was answered; undefined for a fault. */
  status: number | undefined;
}

/** An HTTP server that remembers what it was sent and answers as it is told. */
export interface WebhookReceiver {
  /** Without a slash at the end. */
  readonly url: string;
  /** Requests in the order in which their bodies were complete, refused ones too. */
  readonly received: ReceivedWebhook[];
  /** Requests that are open now, and the most there ever were at once. */
  readonly counts: { open: number; peak: number };
  script(rule: WebhookRule): void;
  clear(): void;
  /** Resolves with the requests once `predicate` holds for them. */
  waitFor(predicate: (received: readonly ReceivedWebhook[]) => boolean, timeoutMs?: number): Promise<ReceivedWebhook[]>;
  close(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const counts = { open: 0, peak: 0 };
  const watchers = new Set<() => void>();
  let rules: { rule: WebhookRule; left: number }[] = [];

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    counts.peak = Math.max(counts.peak, ++counts.open);
    response.once("close", () => counts.open--);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const rawBody = Buffer.concat(chunks);
    const webhook: ReceivedWebhook = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      rawBody,
      json: parse(rawBody),
      receivedAt: performance.now(),
      status: undefined,
    };
    const active = rules.find(({ rule, left }) => left > 0 && (rule.matches?.(webhook) ?? true));
    if (active) active.left--;
    const { status = 200, headers = {}, body = "", delayMs, fault } = active?.rule ?? {};
    if (fault === undefined) webhook.status = status;
    received.push(webhook);
    for (const watcher of watchers) watcher();
    if (delayMs) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (fault === "reset") request.socket.resetAndDestroy();
    else if (fault === "drip") drip(response, status);
    else if (fault === "flood") flood(response, status);
    else if (fault === undefined) response.writeHead(status, headers).end(body);
  }

  const server = createServer((request, response) => {
    // A sender that gives up in the middle of its body was not received.
    receive(request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    counts,
    script: (rule) => void rules.push({ rule, left: rule.times ?? Infinity }),
    clear() {
      rules = [];
      received.length = 0;
    },
    async waitFor(predicate, timeoutMs = 30_000) {
      if (!predicate(received)) {
        await new Promise<void>((resolve, reject) => {
          const watcher = () => {
            if (!predicate(received)) return;
            clearTimeout(timer);
            watchers.delete(watcher);
            resolve();
          };
          const timer = setTimeout(() => {
            watchers.delete(watcher);
            const events = received.map(({ json }) => (json as { event?: string } | undefined)?.event ?? "?");
            reject(new Error(`The webhook receiver waited in vain; it has: ${events.join(", ")}`));
          }, timeoutMs);
          watchers.add(watcher);
        });
      }
      return [...received];
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function drip(response: ServerResponse, status: number): void {
  response.writeHead(status);
  const timer = setInterval(() => response.write("."), 20);
  response.once("close", () => clearInterval(timer));
}

function flood(response: ServerResponse, status: number): void {
  response.writeHead(status);
  const piece = Buffer.alloc(1024 * 1024, ".");
  const more = () => {
    while (!response.destroyed && response.write(piece));
  };
  response.on("drain", more);
  more();
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
