import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { getHeapStatistics } from "node:v8";
import { setTimeout as sleep } from "node:timers/promises";
import type { TlsOptions } from "node:tls";
import cors from "@fastify/cors";
import { pathTemplate } from "@posthorn/contracts/contract";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { PosthornError } from "../core/errors.ts";
import type { Context } from "../services/context.ts";
import type { AgentDoor } from "../services/mcp/agent-door.ts";
import { serveAcmeChallenge } from "./acme-challenge.ts";
import { createAgentCalls } from "./agent-calls.ts";
import { serveAgents } from "./agents.ts";
import { serveDashboard } from "./dashboard/dashboard.ts";
import { dashboardFolder } from "./dashboard/find-dashboard.ts";
import { sendError } from "./errors.ts";
import { boundHeldBodies } from "./held-bodies.ts";
import { serveLicenses } from "./licenses.ts";
import { withoutLoneSurrogates } from "./lone-surrogates.ts";
import { isNestedTooDeep } from "./nesting.ts";
import { serveMcpOAuth } from "./mcp-oauth.ts";
import { serveMessageLinks } from "./message-links.ts";
import { ROUTES } from "./routes.ts";
import { EVERYWHERE, HTTPS_ONLY } from "./pages/security-headers.ts";
import { isHttps } from "./is-https.ts";
import { allowCookies } from "./session-cookie.ts";
import { serve, type ServeOptions } from "./serve.ts";
import { serveAuthenticationForm } from "./authentication-form.ts";
import { serveGmailPush } from "./gmail-push.ts";
import { serveGraphNotifications } from "./graph-notifications.ts";
import { serveUnsubscribe } from "./unsubscribe.ts";

export interface HttpOptions extends ServeOptions {
  logger: FastifyBaseLogger;
  /** How long a request may take to arrive, body included. */
  maxPayloadTimeoutMs: number;
  /** The certificate to serve HTTPS by; null for HTTP. */
  tls: TlsOptions | null;
  /** Where the dashboard's built files are; beside this package when left out. */
  dashboardFolder?: string;
  /** What answers agents; null where they are not to be served. */
  agentDoor: AgentDoor | null;
  /** Web pages that may call from a browser; none when empty. */
  cors: { origins: readonly string[]; maxAgeSeconds: number };
}

/** Of all memory that may be used: for large bodies that are here at once. What is made of each takes several times its size. */
const HELD_SHARE = 1 / 6;

/** The HTTP door, not yet listening. */
export function createHttpApp(ctx: Context, options: HttpOptions): FastifyInstance {
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
    sendError(error, request, reply, ctx.settings.get("locale"));
  // Node takes the longer of the two limits for the body, so that the head's must not be longer.
  const server = { connectionsCheckingInterval: 1000, headersTimeout: options.maxPayloadTimeoutMs };
  const app = Fastify({
    loggerInstance: options.logger,
    genReqId: requestIdOf,
    logController: new LogController({ disableRequestLogging: true }),
    // Message, text and attachment ids are long; each route bounds its own.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16_384 },
    requestTimeout: options.maxPayloadTimeoutMs,
    ...(options.tls === null ? { http: server } : { https: { ...options.tls, ...server } }),
    // Requests that run may finish; closeHttpApp cuts those that don't.
    forceCloseConnections: "idle",
    clientErrorHandler: answerBrokenRequest,
    // Who got in before the stop is served; new connections are for whoever comes after us.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
  });
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((request, reply) => refuse(new PosthornError("not_found", "Not Found"), request, reply));
  acceptJson(app);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.addHook("onResponse", async (request, reply) => {
    const { countsAsApiCall } = request.routeOptions.config as { countsAsApiCall?: boolean };
    if (countsAsApiCall === true && request.routeOptions.url !== undefined)
      ctx.meter.apiCall(
        request.method.toLowerCase(),
        pathTemplate({ path: request.routeOptions.url }),
        reply.statusCode,
      );
    request.log.debug(
      { route: request.routeOptions.url, statusCode: reply.statusCode, responseTime: reply.elapsedTime },
      "Request completed",
    );
  });
  if (options.cors.origins.length > 0) allowOrigins(app, options.cors);
  // No promise, as in every hook of all requests.
  app.addHook("onRequest", (request, reply, done) => {
    void reply.headers(EVERYWHERE).header("X-Request-Id", request.id);
    if (isHttps(ctx)) void reply.headers(HTTPS_ONLY);
    if (ctx.isStopping()) void reply.header("Connection", "close");
    done();
  });
  const agentCalls = createAgentCalls();
  boundHeldBodies(
    app,
    Math.max(options.maxBodySize, getHeapStatistics().heap_size_limit * HELD_SHARE),
    // What an agent sent is held already.
    (request) => agentCalls.of(request) !== undefined,
  );
  allowCookies(app);
  for (const verb of ROUTES) serve(app, ctx, { ...options, agentCalls }, verb);
  if (options.agentDoor !== null)
    serveAgents(app, ctx, { ...options, door: options.agentDoor, calls: agentCalls, origins: options.cors.origins });
  serveMessageLinks(app, ctx, options.trust);
  serveUnsubscribe(app, ctx, options.trust);
  serveAuthenticationForm(app, ctx);
  serveGraphNotifications(app, ctx);
  serveGmailPush(app, ctx);
  serveAcmeChallenge(app, ctx);
  serveMcpOAuth(app, ctx, options.trust);
  serveLicenses(app, ctx);
  app.get("/robots.txt", async (_request, reply) => reply.type("text/plain").send("User-agent: *\nDisallow: /\n"));
  serveDashboard(app, ctx, { trust: options.trust, folder: options.dashboardFolder ?? dashboardFolder() });
  return app;
}

/** What pages may send: what the compatible API takes, and what is only ours. */
const ASKED_HEADERS = [
  "Accept",
  "Authorization",
  "Content-Type",
  "If-None-Match",
  "X-EE-Timeout",
  "MCP-Protocol-Version",
  "Mcp-Method",
  "Mcp-Name",
  "Mcp-Session-Id",
  "Idempotency-Key",
  "X-EE-Locale",
  "X-Request-Id",
];

/** What pages may read of an answer besides its body. */
const ANSWERED_HEADERS = [
  "WWW-Authenticate",
  "Server-Authorization",
  "Accept",
  "MCP-Protocol-Version",
  "Mcp-Session-Id",
  "Content-Disposition",
  "ETag",
  "Retry-After",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "X-Request-Id",
];

function allowOrigins(app: FastifyInstance, { origins, maxAgeSeconds }: HttpOptions["cors"]): void {
  void app.register(cors, {
    origin: origins.includes("*") ? true : [...origins],
    credentials: true,
    methods: ["GET", "POST", "PUT", "DELETE"],
    allowedHeaders: ASKED_HEADERS,
    exposedHeaders: ANSWERED_HEADERS,
    maxAge: maxAgeSeconds,
  });
}

/** Of the time that a stop may take: for those who have connected and not said yet what they want. */
const LATECOMERS_SHARE = 0.05;

/** Accepts nobody any more, serves those who are here for `graceMs`, then cuts them off. */
export async function closeHttpApp(app: FastifyInstance, graceMs: number): Promise<void> {
  const { server } = app;
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  if (server.listening) {
    const left = once(server, "close");
    // Not that of HTTP, which also cuts off who has just connected.
    NetServer.prototype.close.call(server);
    await sleep(graceMs * LATECOMERS_SHARE);
    server.closeIdleConnections();
    await left;
  }
  await app.close();
  clearTimeout(cut);
}

/** The caller's own id of the request, if it is fit for a log; else one of ours. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

const invalidPayload = () =>
  new PosthornError("invalid", "Invalid request payload JSON format", { code: "InvalidPayload" });

/** Bodies are JSON and nothing else. A call without a body may still name the type. */
function acceptJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null, undefined);
    else
      void parse(request, withoutLoneSurrogates(body), (error, value) => {
        if (error === null && isNestedTooDeep(value)) done(invalidPayload());
        else done(error, value);
      });
  });
}

/** What never became a request: too slow, too large a head, or no HTTP at all. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, label] =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? [408, "Request Time-out"]
      : error.code === "HPE_HEADER_OVERFLOW"
        ? [431, "Request Header Fields Too Large"]
        : [400, "Bad Request"];
  const body = JSON.stringify({ statusCode: status, error: label, message: label });
  socket.end(
    `HTTP/1.1 ${status} ${label}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
