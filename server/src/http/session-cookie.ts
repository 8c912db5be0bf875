import { fastifyCookie } from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import { SESSION_COOKIE } from "../core/session-rules.ts";
import type { SessionCookie } from "../services/verb.ts";

/** The cookie of a session, as it came; null when there is none. */
export function readSessionCookie({ headers }: FastifyRequest): string | null {
  const { cookie } = headers;
  if (cookie === undefined || !cookie.includes(SESSION_COOKIE)) return null;
  return fastifyCookie.parse(cookie)[SESSION_COOKIE] ?? null;
}

/** Sets and clears it. No script can read it, and other sites' requests do not carry it (RFC 6265bis). */
export function sessionCookieOf(reply: FastifyReply, isHttps: () => boolean): SessionCookie {
  const send = (value: string, maxAge?: number) =>
    void reply
      .header(
        "Set-Cookie",
        fastifyCookie.serialize(SESSION_COOKIE, value, {
          path: "/",
          httpOnly: true,
          sameSite: "lax",
          secure: isHttps(),
          ...(maxAge !== undefined && { maxAge }),
        }),
      )
      .header("Cache-Control", "no-store");
  return {
    set: (value, keepMs) => (keepMs === null ? send(value) : send(value, Math.floor(keepMs / 1000))),
    clear: () => send("", 0),
  };
}
