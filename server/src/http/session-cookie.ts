import fastifyCookie from "@fastify/cookie";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { SESSION_COOKIE } from "../core/session-rules.ts";
import type { SessionCookie } from "../services/verb.ts";

/** Lets `app` set cookies, and read them where somebody asks. */
export function allowCookies(app: FastifyInstance): void {
  void app.register(fastifyCookie, { hook: false });
}

/** The cookie of a session, as it came; null when there is none. */
export function readSessionCookie({ headers, server }: FastifyRequest): string | null {
  const { cookie } = headers;
  if (cookie === undefined || !cookie.includes(SESSION_COOKIE)) return null;
  return server.parseCookie(cookie)[SESSION_COOKIE] ?? null;
}

/** Sets and clears it. No script can read it, and other sites' requests do not carry it (RFC 6265bis). */
export function sessionCookieOf(reply: FastifyReply, isHttps: () => boolean): SessionCookie {
  const send = (value: string, maxAge?: number) =>
    void reply.header("Cache-Control", "no-store").setCookie(SESSION_COOKIE, value, {
      path: "/",
      httpOnly: true,
      sameSite: "lax",
      secure: isHttps(),
      ...(maxAge !== undefined && { maxAge }),
    });
  return {
    set: (value, keepMs) => (keepMs === null ? send(value) : send(value, Math.floor(keepMs / 1000))),
    clear: () => send("", 0),
  };
}
