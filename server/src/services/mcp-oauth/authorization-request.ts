import type { FieldFault } from "@posthorn/contracts/errors";
import type { McpAuthorizationRequest } from "@posthorn/contracts/mcp-oauth";
import { PosthornError } from "../../core/errors.ts";
import { findMcpClient, type McpClientRecord } from "../../storage/mcp-oauth.ts";
import type { Context } from "../context.ts";
import { requireMcpOAuth } from "./door.ts";
import { isOurResource } from "./metadata.ts";

/**
 * Whose request it is, and the origin that answers. Throws `invalid`, naming what is wrong: then nobody is sent anywhere,
 * since the address might be a stranger's.
 */
export async function checkAuthorizationRequest(
  ctx: Context,
  request: McpAuthorizationRequest,
  place: "query" | "body.request",
): Promise<{ client: McpClientRecord; origin: string }> {
  const origin = requireMcpOAuth(ctx);
  const fault = (key: string, message: string): FieldFault => ({ key, path: `${place}.${key}`, message });
  const refuse = (found: FieldFault) => new PosthornError("invalid", "Invalid input", { fields: [found] });
  const client = await findMcpClient(ctx.storage, request.client_id, ctx.now());
  if (client === undefined)
    throw refuse(fault("client_id", '"client_id" is not registered here, or was not used for 30 days'));
  if (!client.redirectUris.includes(request.redirect_uri))
    throw refuse(fault("redirect_uri", '"redirect_uri" is none of those that this client registered'));
  if (request.resource && !isOurResource(request.resource, origin))
    throw refuse(fault("resource", '"resource" is not served here'));
  return { client, origin };
}
