import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../services/context.ts";
import { requireMcpOAuth } from "../services/mcp-oauth/door.ts";
import { exchangeMcpCode } from "../services/mcp-oauth/exchange.ts";
import { authorizationServer, MCP_OAUTH_PATHS, protectedResource } from "../services/mcp-oauth/metadata.ts";
import { OAuthRefusal } from "../services/mcp-oauth/refusal.ts";
import { registerMcpClient } from "../services/mcp-oauth/register.ts";
import { revokeMcpToken } from "../services/mcp-oauth/revoke.ts";
import { limitMcpRegistrations, limitMcpTokens } from "../services/sessions/attempts.ts";
import { clientAddress, type ProxyTrust } from "./client-address.ts";
import { isNestedTooDeep } from "./nesting.ts";

const MOST_BYTES = 64 * 1024;
const A_DAY_S = 86_400;

const DOCUMENTS = {
  "/.well-known/oauth-protected-resource": protectedResource,
  "/.well-known/oauth-protected-resource/mcp": protectedResource,
  "/.well-known/oauth-authorization-server": authorizationServer,
};

/**
 * Where programs find out how to be let in to `/mcp`, register, and change a code for a token. Any web page may call: there
 * are no cookies here, and what is answered is for whoever knows the code. Nothing is there while it is switched off.
 */
export function serveMcpOAuth(app: FastifyInstance, ctx: Context, trust: ProxyTrust): void {
  void app.register(async (doors) => {
    doors.removeAllContentTypeParsers();
    const parse = doors.getDefaultJsonParser("error", "error");
    doors.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) =>
      parse(request, body, (error, value) => {
        if (error !== null || isNestedTooDeep(value)) done(null, null);
        else done(null, value);
      }),
    );
    doors.addContentTypeParser<string>(
      "application/x-www-form-urlencoded",
      { parseAs: "string" },
      (_request, body, done) => done(null, new URLSearchParams(body)),
    );
    doors.addHook("onRequest", async (_request, reply) => {
      void reply.removeHeader("Access-Control-Allow-Credentials").header("Access-Control-Allow-Origin", "*");
    });
    doors.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof OAuthRefusal)) throw error;
      const { word, message } = error;
      // Besides what RFCs ask for, what every failure of ours has.
      return reply.code(400).send({ statusCode: 400, error: word, error_description: message, message });
    });

    // A rule of its own takes the place of what the configuration says of web pages.
    const config = { cors: false };
    const options = { bodyLimit: MOST_BYTES, config };
    const preflight = (url: string, method: "GET" | "POST") =>
      doors.options(url, { config }, (_request, reply) =>
        reply
          .code(204)
          .headers({
            "Access-Control-Allow-Methods": method,
            "Access-Control-Allow-Headers": "Authorization, Content-Type, MCP-Protocol-Version",
            "Access-Control-Max-Age": A_DAY_S,
          })
          .send(),
      );

    for (const [url, documentOf] of Object.entries(DOCUMENTS)) {
      preflight(url, "GET");
      doors.get(url, { config }, (_request, reply) => {
        const document = documentOf(requireMcpOAuth(ctx));
        return reply.header("Cache-Control", "no-cache").send(document);
      });
    }

    /** Before the body is read. */
    const admit = (limit: typeof limitMcpTokens) => async (request: FastifyRequest, reply: FastifyReply) => {
      void reply.header("Cache-Control", "no-store");
      requireMcpOAuth(ctx);
      limit(ctx, clientAddress(request, trust));
    };
    for (const url of Object.values(MCP_OAUTH_PATHS)) preflight(url, "POST");
    doors.post(
      MCP_OAUTH_PATHS.register,
      { ...options, onRequest: admit(limitMcpRegistrations) },
      async ({ body }, reply) =>
        reply.code(201).send(await registerMcpClient(ctx, body instanceof URLSearchParams ? null : body)),
    );
    doors.post(MCP_OAUTH_PATHS.token, { ...options, onRequest: admit(limitMcpTokens) }, async (request, reply) =>
      reply.send(await exchangeMcpCode(ctx, givenIn(request), clientAddress(request, trust))),
    );
    doors.post(MCP_OAUTH_PATHS.revoke, { ...options, onRequest: admit(limitMcpTokens) }, async (request, reply) => {
      await revokeMcpToken(ctx, givenIn(request));
      return reply.send({});
    });
  });
}

/** The texts of a form or of a JSON object; what is there twice is refused (RFC 6749 section 3.2). */
function givenIn({ body }: FastifyRequest): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  if (body instanceof URLSearchParams) {
    for (const name of new Set(body.keys())) {
      const [value, ...more] = body.getAll(name);
      if (more.length > 0) throw new OAuthRefusal("invalid_request", "Each parameter may be there once");
      given.set(name, value ?? "");
    }
    return given;
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new OAuthRefusal("invalid_request", "The body has to be a form, or a JSON object");
  for (const [name, value] of Object.entries(body)) if (typeof value === "string") given.set(name, value);
  return given;
}
