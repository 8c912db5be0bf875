import { createSessionToken as promise } from "@posthorn/contracts/sessions";
import { newSessionToken, SESSION_TOKEN_MS, sessionTokenId } from "../../core/session-token.ts";
import { accountExists } from "../../storage/accounts.ts";
import { insertSessionToken } from "../../storage/session-tokens.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import { verb } from "../verb.ts";
import { sessionOf } from "./session-of.ts";

/** Beyond it, the one that would end first goes. */
const MOST_OF_A_SESSION = 100;

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
