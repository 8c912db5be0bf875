import { createSessionToken as promise } from "@posthorn/contracts/sessions";
import { PosthornError } from "../../core/errors.ts";
import { newSessionToken, SESSION_TOKEN_GRANTS, SESSION_TOKEN_MS, sessionTokenId } from "../../core/session-token.ts";
import { accountExists } from "../../storage/accounts.ts";
import { findSessionToken, insertSessionToken, prolongSessionToken } from "../../storage/session-tokens.ts";
import type { TokenRecord } from "../../storage/tokens.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import type { SessionCaller } from "./caller.ts";
import { sessionOf } from "./session-of.ts";

/** Beyond it, the one that would end first goes. */
const MOST_OF_A_SESSION = 100;
/** Written down no more often than this, so that a page of pictures is not a hundred writes. */
const PROLONG_EVERY_MS = 60_000;

/** Makes a token for the messages of one account, which only the browser of this session can use. */
export const createSessionToken = verb(promise, async (ctx, { body }, call) => {
  const { id: session } = sessionOf(call.admission);
  if (!(await accountExists(ctx.storage, body.account))) throw accountNotFound();
  const token = newSessionToken();
  const expiresAt = ctx.now() + SESSION_TOKEN_MS;
  await ctx.storage.transaction((tx) =>
    insertSessionToken(tx, { id: sessionTokenId(token), session, account: body.account, expiresAt }, MOST_OF_A_SESSION),
  );
  return { token, expires: new Date(expiresAt).toISOString() };
});

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
  };
  return { token, session };
}
