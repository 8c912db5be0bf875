import { randomBytes } from "node:crypto";
import { mcpAccessOf } from "@posthorn/contracts/mcp-levels";
import { approveMcpConsent as approval, getMcpConsent as promise } from "@posthorn/contracts/mcp-oauth";
import { PosthornError } from "../../core/errors.ts";
import { placeOf, withArguments } from "../../core/redirect-uri.ts";
import { accountExists } from "../../storage/accounts.ts";
import { insertMcpCode, noteMcpApproval } from "../../storage/mcp-oauth.ts";
import { toolView } from "../mcp/tool.ts";
import { TOOLS } from "../mcp/tools.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import { sessionOf } from "../sessions/session-of.ts";
import { verb } from "../verb.ts";
import { checkAuthorizationRequest } from "./authorization-request.ts";
import { withoutSlashes } from "./metadata.ts";
import { CLIENT_KEPT_MS } from "./register.ts";

/** As long as RFC 6749 section 4.1.2 advises at most. */
const CODE_KEPT_MS = 10 * 60 * 1000;

const TOOL_VIEWS = TOOLS.map(toolView);

/** What somebody who decides sees, whether signed in or not. */
export const getMcpConsent = verb(promise, async (ctx, { query }) => {
  const { client, origin } = await checkAuthorizationRequest(ctx, query, "query");
  return {
    client: client.name,
    returnsTo: placeOf(query.redirect_uri),
    denyUrl: withArguments(query.redirect_uri, { error: "access_denied", state: query.state, iss: origin }),
    tools: TOOL_VIEWS,
  };
});

/** Leads back to the client with a code (RFC 6749 section 4.1.2, RFC 9207). */
export const approveMcpConsent = verb(approval, async (ctx, { body }, { admission }) => {
  const { request, manage, mail, account = null } = body;
  const { client, origin } = await checkAuthorizationRequest(ctx, request, "body.request");
  const access = mcpAccessOf({ manage, mail });
  if (access.scopes.length === 0)
    throw new PosthornError("invalid", "Invalid input", {
      fields: [{ key: "mail", path: "body.mail", message: '"mail" must not be "none" where "manage" is, too' }],
    });
  if (account !== null && !(await accountExists(ctx.storage, account))) throw accountNotFound();
  const { user } = sessionOf(admission);
  const now = ctx.now();
  const code = randomBytes(32).toString("base64url");
  await ctx.storage.transaction(async (tx) => {
    await noteMcpApproval(tx, client.id, now, now + CLIENT_KEPT_MS);
    await insertMcpCode(tx, {
      code,
      client: client.id,
      grant: {
        ...access,
        redirectUri: request.redirect_uri,
        challenge: request.code_challenge,
        resource: request.resource ? withoutSlashes(request.resource) : null,
        account,
        user: user.id,
      },
      expiresAt: now + CODE_KEPT_MS,
    });
  });
  await ctx.storage.durable();
  ctx.log.info(
    { client: client.id, name: client.name, scopes: access.scopes, tokenAccount: account, user: user.name },
    "An agent was given access",
  );
  return { redirectUrl: withArguments(request.redirect_uri, { code, state: request.state, iss: origin }) };
});
