import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../services/context.ts";
import { beginProviderSignIn, PROVIDER_CEREMONY_MS } from "../services/providers/begin.ts";
import { finishProviderSignIn } from "../services/providers/finish.ts";
import { clientAddress, type ProxyTrust } from "./client-address.ts";
import { isHttps } from "./is-https.ts";
import { sessionCookieOf } from "./session-cookie.ts";

const PATHS = { oidc: "/admin/login/oidc", okta: "/admin/login/okta" } as const;
const COOKIE = "posthorn_provider";

/**
 * Where a browser begins to sign in by a provider, and where the provider leads it back to. Both are the same address,
 * as it is registered there; what comes back has a `state`. `app` admits visitors.
 */
export function serveProviderSignIn(app: FastifyInstance, ctx: Context, trust: ProxyTrust): void {
  for (const { id } of ctx.signInProviders.all)
    app.get<{ Querystring: Record<string, unknown> }>(PATHS[id], async (request, reply) => {
      const remoteAddress = clientAddress(request, trust);
      void reply.header("Cache-Control", "no-store");
      const search = request.raw.url?.replace(/^[^?]*/, "") ?? "";
      if (typeof request.query["state"] !== "string") return begin(request, reply, id);
      const browser = request.server.parseCookie(request.headers.cookie ?? "")[COOKIE] ?? "";
      const userAgent = request.headers["user-agent"] ?? null;
      const outcome = await finishProviderSignIn(ctx, id, { search, browser, remoteAddress, userAgent });
      const refusal = "refusal" in outcome ? outcome.refusal : null;
      const { name = null, id: user = null } = outcome.user ?? {};
      ctx.adminAudit.note({
        at: ctx.now(),
        user,
        userName: name,
        address: remoteAddress,
        method: "get",
        path: PATHS[id],
        action: "write",
        group: "admin",
        target: null,
        how: id,
        status: refusal === null ? 302 : 403,
        code: refusal === null ? null : refusal === "refused" ? "ProviderRefused" : "ProviderFailed",
      });
      setCookie(reply, "", 0);
      if ("refusal" in outcome) return reply.redirect(`/admin/login?reason=provider-${outcome.refusal}`, 302);
      sessionCookieOf(reply, () => isHttps(ctx)).set(outcome.session, null);
      return reply.redirect(outcome.next, 302);
    });

  async function begin(request: FastifyRequest, reply: FastifyReply, id: keyof typeof PATHS): Promise<FastifyReply> {
    const { next } = request.query as { next?: unknown };
    const begun = await beginProviderSignIn(ctx, id, {
      next: safeNext(next),
      remoteAddress: clientAddress(request, trust),
    });
    if (begun === null) return reply.redirect("/admin/login?reason=provider-failed", 302);
    setCookie(reply, begun.browser, PROVIDER_CEREMONY_MS / 1000);
    return reply.redirect(begun.url, 302);
  }

  /** Comes along when the provider leads back, since that is a navigation (RFC 6265bis, `Lax`). */
  const setCookie = (reply: FastifyReply, value: string, maxAge: number) =>
    reply.setCookie(COOKIE, value, {
      path: "/admin/login",
      httpOnly: true,
      sameSite: "lax",
      secure: isHttps(ctx),
      maxAge,
    });
}

/** A path of the dashboard itself; anything else leads to its first page. */
function safeNext(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/admin/") || next.length > 2000) return "/admin/";
  const url = new URL(next, "http://dashboard.invalid");
  const isOurs = url.origin === "http://dashboard.invalid" && url.pathname.startsWith("/admin/");
  return isOurs && !url.pathname.startsWith("/admin/login") ? `${url.pathname}${url.search}` : "/admin/";
}
