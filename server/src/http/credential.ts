import type { FastifyRequest } from "fastify";

/** Stands for a credential that can't be a token, so that it is refused as a bad one. */
const MALFORMED = "malformed";

/**
 * The presented token: `Authorization: Bearer …`, or the `access_token` query argument where there
 * is no such header. The argument is taken out of the query either way.
 */
export function takeCredential(request: FastifyRequest): string | null {
  const query = request.query as Record<string, unknown>;
  const argument = query["access_token"];
  delete query["access_token"];
  const header = request.headers.authorization;
  if (header !== undefined) {
    const [scheme, value, ...more] = header.trim().split(/\s+/);
    // Another scheme is no credential for us.
    if (scheme?.toLowerCase() !== "bearer") return null;
    return value === undefined || more.length > 0 ? MALFORMED : value;
  }
  if (argument === undefined) return null;
  return typeof argument === "string" ? argument : MALFORMED;
}
