import { createHash } from "node:crypto";
import { createToken } from "@posthorn/contracts/tokens";
import { rolePermits } from "@posthorn/contracts/role-permits";
import { placeOf } from "../../core/redirect-uri.ts";
import { isSameText } from "../../core/session-rules.ts";
import { accountExists } from "../../storage/accounts.ts";
import {
  findMcpClient,
  type McpClientRecord,
  type McpCodeGrant,
  noteTokenOfMcpCode,
  revokeTokenOfMcpCode,
  takeMcpCode,
} from "../../storage/mcp-oauth.ts";
import type { Db } from "../../storage/storage.ts";
import { insertToken } from "../../storage/tokens.ts";
import { findUser } from "../../storage/users.ts";
import type { Context } from "../context.ts";
import { makeToken } from "../tokens/issue.ts";
import { requireMcpOAuth } from "./door.ts";
import { isOurResource, withoutSlashes } from "./metadata.ts";
import { OAuthRefusal } from "./refusal.ts";

/** What marks a token that came of a consent, in its metadata. */
export const MCP_OAUTH_ISSUER = "mcp-oauth";

interface TokenAnswer {
  access_token: string;
  token_type: "Bearer";
  scope: string;
}

/** Said of any code that does not fit, so that nobody learns which part of it does. */
const codeRefused = () =>
  new OAuthRefusal("invalid_grant", "The code is unknown, used or too old, or was given for another request");

/**
 * Changes a code for a token (RFC 6749 section 4.1.3). Whatever comes of it, the code is used up; brought a second time, it
 * also ends the token that came of it. Rejects with OAuthRefusal.
 */
export async function exchangeMcpCode(
  ctx: Context,
  given: ReadonlyMap<string, string>,
  remoteAddress: string | null,
): Promise<TokenAnswer> {
  const origin = requireMcpOAuth(ctx);
  const grantType = required(given, "grant_type", 64);
  if (grantType !== "authorization_code")
    throw new OAuthRefusal("unsupported_grant_type", "grant_type has to be authorization_code");
  const code = required(given, "code", 256);
  const clientId = required(given, "client_id", 64);
  const redirectUri = required(given, "redirect_uri", 2048);
  const verifier = required(given, "code_verifier", 128);
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier))
    throw new OAuthRefusal("invalid_request", "code_verifier has to be 43 to 128 unreserved characters");
  const resource = given.get("resource") || undefined;
  if (resource !== undefined && !isOurResource(resource, origin))
    throw new OAuthRefusal("invalid_target", "resource is not served here");
  const now = ctx.now();
  // What is refused is written as well: that the code is used.
  const outcome = await ctx.storage.transaction(async (tx) => {
    const taken = await takeMcpCode(tx, code, now);
    if (taken === undefined) {
      if (await revokeTokenOfMcpCode(tx, code, clientId)) ctx.log.warn({ client: clientId }, "A code of an agent was brought twice; its token is revoked"); // prettier-ignore
      return codeRefused();
    }
    const { client: owner, grant } = taken;
    const fits =
      owner === clientId &&
      grant.redirectUri === redirectUri &&
      isSameText(createHash("sha256").update(verifier).digest("base64url"), grant.challenge);
    if (!fits) return codeRefused();
    if (resource !== undefined && grant.resource !== null && withoutSlashes(resource) !== grant.resource)
      return new OAuthRefusal("invalid_target", "resource is not the one that access was given for");
    const client = await findMcpClient(tx, clientId, now);
    if (client === undefined || !(await isStillGiven(tx, grant))) return codeRefused();
    const { value, record } = makeToken(tokenOf(client, grant, remoteAddress), now);
    await insertToken(tx, record);
    await noteTokenOfMcpCode(tx, code, record.id);
    return { value, record };
  });
  await ctx.storage.durable();
  if (outcome instanceof OAuthRefusal) throw outcome;
  const { id, account, scopes, description } = outcome.record;
  ctx.log.info({ tokenId: id, tokenAccount: account, scopes, client: clientId, description }, "An agent got its token");
  return { access_token: outcome.value, token_type: "Bearer", scope: (scopes ?? []).join(" ") };
}

/** Whether who approved may still make tokens, and the account is there. */
async function isStillGiven(tx: Db, { user: id, account }: McpCodeGrant): Promise<boolean> {
  const user = await findUser(tx, id);
  if (user === undefined || user.disabledAt !== null || !rolePermits(user.role, createToken)) return false;
  return account === null || accountExists(tx, account);
}

function tokenOf({ id, name }: McpClientRecord, grant: McpCodeGrant, remoteAddress: string | null) {
  const { account, scopes, grants, redirectUri } = grant;
  const client = name ?? placeOf(redirectUri);
  return {
    description: `MCP: ${client}${account === null ? "" : ` (${account})`}`,
    account,
    scopes,
    permissions: { grants },
    metadata: JSON.stringify({ issuer: MCP_OAUTH_ISSUER, client, clientId: id }),
    remoteAddress,
  };
}

function required(given: ReadonlyMap<string, string>, name: string, longest: number): string {
  const value = given.get(name) ?? "";
  if (value === "" || value.length > longest || /[^\x20-\x7e]/.test(value))
    throw new OAuthRefusal("invalid_request", `${name} has to be there, in at most ${longest} characters of ASCII`);
  return value;
}
