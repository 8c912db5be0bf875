import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PosthornError } from "../core/errors.ts";
import { addressPasses } from "../core/token-rules.ts";
import type { Context } from "../services/context.ts";
import { type Agent, admitAgent } from "../services/mcp/admit-agent.ts";
import type { AgentDoor } from "../services/mcp/agent-door.ts";
import { mcpClosedBy, mcpOAuthClosedBy } from "../services/mcp/is-open.ts";
import type { AgentCalls } from "./agent-calls.ts";
import { clientAddress, isLocalCaller } from "./client-address.ts";
import { takeCredential } from "./credential.ts";
import type { ServeOptions } from "./serve.ts";

/** Of JSON-RPC 2.0, section 5.1. */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

/**
 * The door for agents (Model Context Protocol, Streamable HTTP without sessions): who calls is looked at here, what it says
 * is for `door`.
 */
export function serveAgents(
  app: FastifyInstance,
  ctx: Context,
  options: ServeOptions & { door: AgentDoor; calls: AgentCalls; origins: readonly string[] },
): void {
  const { door, calls, trust } = options;
  const agents = new WeakMap<FastifyRequest, Agent>();

  app.route({
    method: "POST",
    url: "/mcp",
    bodyLimit: options.maxBodySize,
    // Before the body is read: a stranger gets nothing parsed.
    async onRequest(request, reply) {
      refuseWhileClosed(ctx);
      if (!isKnownOrigin(request.headers.origin, ctx.settings.get("serviceUrl"), options.origins))
        return reply.code(403).send(failure(INVALID_REQUEST, "Pages of this origin may not call"));
      const agent = await admitAgent(ctx, {
        token: takeCredential(request),
        remoteAddress: clientAddress(request, trust),
        isLocal: () => isLocalCaller(request),
        referrer: request.headers.referer,
      });
      agents.set(request, agent);
      if (agent.rateLimit !== null)
        void reply.headers({
          "X-RateLimit-Limit": agent.rateLimit.limit,
          "X-RateLimit-Reset": agent.rateLimit.resetSeconds,
          "X-RateLimit-Remaining": agent.rateLimit.remaining,
        });
      return undefined;
    },
    async onSend(_request, reply, payload) {
      if (reply.statusCode === 401 && mcpOAuthClosedBy(ctx) === null) nameMetadata(ctx, reply);
      return payload;
    },
    errorHandler(error: FastifyError, request, reply): void {
      const isNoJson = error.code === "FST_ERR_CTP_INVALID_JSON_BODY" || error.code === "InvalidPayload";
      if (isNoJson) void reply.code(200).send(failure(PARSE_ERROR, "The body is no JSON"));
      else app.errorHandler(error, request, reply);
    },
    async handler(request, reply) {
      const agent = agents.get(request);
      if (agent === undefined) throw new PosthornError("internal", "An agent reached the door without being admitted");
      const gone = new AbortController();
      const leave = () => gone.abort(new PosthornError("unavailable", "The caller went away"));
      if (reply.raw.closed) leave();
      else reply.raw.once("close", leave);
      const who = { agent, signal: gone.signal };
      const response = await door.answer({
        ...who,
        body: request.body,
        headers: headersOf(request),
        call: (call) => calls.make(app, request, who, call),
      });
      return send(reply, response);
    },
  });

  app.route({
    method: ["GET", "DELETE"],
    url: "/mcp",
    async handler(_request, reply) {
      refuseWhileClosed(ctx);
      return reply.code(405).header("Allow", "POST").send({
        statusCode: 405,
        error: "Method Not Allowed",
        message: "Agents call with POST; there are no sessions",
      });
    },
  });
}

function refuseWhileClosed(ctx: Context): void {
  if (mcpClosedBy(ctx) !== null)
    throw new PosthornError("not_found", "Agents are not served here: the setting mcpEnabled is off", {
      code: "McpDisabled",
    });
}

const failure = (code: number, message: string) => ({ jsonrpc: "2.0", error: { code, message }, id: null });

const LOOPBACK = ["127.0.0.0/8", "::1/128"];

/** Whether a web page may call: one of this machine, of ours, or of an origin that is configured. Programs name none. */
function isKnownOrigin(
  origin: string | undefined,
  serviceUrl: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes("*") || allowed.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const { hostname, origin: named } = new URL(origin);
  if (hostname === "localhost" || addressPasses(LOOPBACK, hostname.replace(/^\[(.*)\]$/, "$1"))) return true;
  return serviceUrl !== undefined && URL.canParse(serviceUrl) && new URL(serviceUrl).origin === named;
}

/** Says where programs learn how to ask for access (RFC 9728 section 5.1). */
function nameMetadata(ctx: Context, reply: FastifyReply): void {
  const { origin } = new URL(ctx.settings.get("serviceUrl") ?? "");
  const challenge = String(reply.getHeader("WWW-Authenticate") ?? "Bearer");
  const metadata = `resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`;
  void reply.header("WWW-Authenticate", `${challenge}${challenge === "Bearer" ? " " : ", "}${metadata}`);
}

function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === "string" && name !== "authorization" && name !== "cookie") headers.set(name, value);
  return headers;
}

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  void reply.code(response.status);
  for (const [name, value] of response.headers) if (name !== "connection") void reply.header(name, value);
  if (response.body === null) return reply.send();
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  return reply.send(isStream ? Readable.fromWeb(response.body as ReadableStream) : await response.text());
}
