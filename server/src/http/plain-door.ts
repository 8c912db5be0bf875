import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { answerChallenge } from "../services/certificates/challenge.ts";
import type { Context } from "../services/context.ts";

/** A port for plain HTTP beside that for HTTPS. */
export interface PlainDoor {
  /** Rejects with the error of the operating system. */
  start(): Promise<void>;
  /** Where it listens; null when it does not. */
  readonly port: number | null;
  close(): Promise<void>;
}

export interface PlainDoorOptions {
  host: string;
  port: number;
  /** Where HTTPS is. */
  httpsPort(): number;
}

const CHALLENGE = /^\/\.well-known\/acme-challenge\/([\w-]{1,256})$/;
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Answers authorities that look for a challenge, and sends readers on to HTTPS. Nothing else is served: a token that comes
 * this way has been seen by everybody in between.
 */
export function createPlainDoor(ctx: Context, options: PlainDoorOptions): PlainDoor {
  const server: Server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      ctx.log.warn({ err: error }, "A request over plain HTTP could not be answered");
      response.writeHead(503).end();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "/";
    request.resume();
    const token = CHALLENGE.exec(path)?.[1];
    if (token !== undefined) {
      const content = await answerChallenge(ctx, token);
      if (content === null) return void response.writeHead(404).end();
      response.writeHead(200, { "Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff" });
      return void response.end(content);
    }
    const origin = secureOrigin(request);
    if (origin === null || !path.startsWith("/") || !["GET", "HEAD"].includes(request.method ?? ""))
      return void response
        .writeHead(403, { "Content-Type": "text/plain" })
        .end("This service is there over HTTPS only.\n");
    response.writeHead(308, { Location: `${origin}${path}` }).end();
  }

  function secureOrigin({ headers }: IncomingMessage): string | null {
    const serviceUrl = ctx.settings.get("serviceUrl") ?? "";
    if (serviceUrl.startsWith("https:")) return new URL(serviceUrl).origin;
    const url = `https://${headers.host ?? ""}`;
    if (!URL.canParse(url)) return null;
    const target = new URL(url);
    target.port = String(options.httpsPort());
    return target.origin;
  }

  return {
    async start() {
      server.listen({ host: options.host, port: options.port });
      await once(server, "listening");
    },
    get port() {
      const address = server.address();
      return typeof address === "object" && address !== null ? address.port : null;
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
