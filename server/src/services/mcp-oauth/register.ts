import { randomBytes } from "node:crypto";
import { isRedirectUri } from "../../core/redirect-uri.ts";
import { insertMcpClient, type McpClientRecord } from "../../storage/mcp-oauth.ts";
import type { Context } from "../context.ts";
import { OAuthRefusal } from "./refusal.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a client is kept that nobody gives access. */
export const CLIENT_KEPT_MS = 30 * DAY_MS;

const MOST_URIS = 10;
const LONGEST_URI = 2048;
const LONGEST_NAME = 1024;
const KEPT_NAME = 256;

/**
 * Registers a program (RFC 7591). It has no secret, and nothing of what it says of itself is proved. What else it asks for
 * is answered by what it gets. Rejects with OAuthRefusal.
 */
export async function registerMcpClient(ctx: Context, metadata: unknown): Promise<Record<string, unknown>> {
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata))
    throw new OAuthRefusal("invalid_client_metadata", "The body has to be a JSON object");
  const given = metadata as Record<string, unknown>;
  const now = ctx.now();
  const client: McpClientRecord = {
    id: randomBytes(16).toString("hex"),
    name: nameIn(given["client_name"]),
    redirectUris: redirectUrisIn(given["redirect_uris"]),
    createdAt: now,
    approvedAt: null,
    expiresAt: now + CLIENT_KEPT_MS,
  };
  await ctx.storage.transaction((tx) => insertMcpClient(tx, client));
  await ctx.storage.durable();
  ctx.log.info({ client: client.id, name: client.name }, "An agent registered itself");
  return {
    client_id: client.id,
    client_id_issued_at: Math.floor(now / 1000),
    redirect_uris: client.redirectUris,
    ...(client.name !== null && { client_name: client.name }),
    grant_types: ["authorization_code"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
}

function redirectUrisIn(given: unknown): string[] {
  if (!Array.isArray(given) || given.length === 0 || given.length > MOST_URIS)
    throw new OAuthRefusal("invalid_redirect_uri", `redirect_uris has to be a list of 1 to ${MOST_URIS} addresses`);
  for (const uri of given as unknown[])
    if (typeof uri !== "string" || uri.length > LONGEST_URI || !isRedirectUri(uri))
      throw new OAuthRefusal(
        "invalid_redirect_uri",
        "Each of redirect_uris has to be an https address, an http address of the loopback interface, or one with a scheme of the program, without a fragment",
      );
  return [...new Set(given as string[])];
}

/** Without what is invisible or turns the direction of writing: people read it when they decide. */
function nameIn(given: unknown): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== "string" || given.length > LONGEST_NAME)
    throw new OAuthRefusal(
      "invalid_client_metadata",
      `client_name has to be a text of at most ${LONGEST_NAME} characters`,
    );
  const shown = given.replaceAll(/\p{C}/gu, "").replaceAll(/\s+/gu, " ").trim();
  // Never half of a character.
  return (
    shown
      .slice(0, KEPT_NAME)
      .replace(/[\ud800-\udbff]$/, "")
      .trim() || null
  );
}
