import { isTokenShaped, tokenIdOf } from "../../core/token-rules.ts";
import { deleteToken, findToken } from "../../storage/tokens.ts";
import type { Context } from "../context.ts";
import { MCP_OAUTH_ISSUER } from "./exchange.ts";
import { OAuthRefusal } from "./refusal.ts";

/**
 * Ends a token that a program gives back (RFC 7009). Whoever has its value may; one that came of no consent stays. A token
 * that there is not is no failure.
 */
export async function revokeMcpToken(ctx: Context, given: ReadonlyMap<string, string>): Promise<void> {
  const value = given.get("token") ?? "";
  if (value === "") throw new OAuthRefusal("invalid_request", "token has to be there, once");
  if (!isTokenShaped(value)) return;
  const id = tokenIdOf(value);
  const token = await findToken(ctx.storage, id);
  if (token === undefined || !cameOfConsent(token.metadata)) return;
  await deleteToken(ctx.storage, id);
  await ctx.storage.durable();
  ctx.log.info({ tokenId: id }, "An agent gave its token back");
}

function cameOfConsent(metadata: string | null): boolean {
  try {
    return (JSON.parse(metadata ?? "null") as { issuer?: unknown } | null)?.issuer === MCP_OAUTH_ISSUER;
  } catch {
    return false;
  }
}
