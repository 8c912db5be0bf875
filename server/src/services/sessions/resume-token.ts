import { PosthornError } from "../../core/errors.ts";
import { SESSION_TOKEN_GRANTS, SESSION_TOKEN_MS, sessionTokenId } from "../../core/session-token.ts";
import { findSessionToken, prolongSessionToken } from "../../storage/session-tokens.ts";
import type { TokenRecord } from "../../storage/tokens.ts";
import type { Context } from "../context.ts";
import type { SessionCaller } from "./caller.ts";

/** Written down no more often than this, so that a page of pictures is not a hundred writes. */
const PROLONG_EVERY_MS = 60_000;

/**
 * What a session's token may, in the form of a narrowed token, prolonged by its use. Throws `unauthenticated` when it has
 * ended or is another session's; `session` is that of the cookie beside it.
 */
export async function resumeSessionToken(
  ctx: Context,
  value: string,
  session: SessionCaller | null,
): Promise<{ token: TokenRecord; session: SessionCaller }> {
  const now = ctx.now();
  const found = session === null ? undefined : await findSessionToken(ctx.storage, sessionTokenId(value));
  if (session === null || found?.session !== session.id || found.expiresAt <= now)
    throw new PosthornError("unauthenticated", "Session has ended");
  if (found.expiresAt < now + SESSION_TOKEN_MS - PROLONG_EVERY_MS)
    await prolongSessionToken(ctx.storage, found.id, now + SESSION_TOKEN_MS);
  const token: TokenRecord = {
    id: found.id,
    account: found.account,
    description: "",
    scopes: ["api"],
    metadata: null,
    restrictions: null,
    permissions: { grants: [...SESSION_TOKEN_GRANTS] },
    expiresAt: null,
    ip: null,
    remoteAddress: null,
    createdAt: session.createdAt,
    lastUsedAt: null,
    lastUsedFrom: null,
    pausedAt: null,
  };
  return { token, session };
}
