import { MCP_SCOPES } from "@posthorn/contracts/mcp";
import { MCP_AUTHORIZE_PATH } from "@posthorn/contracts/mcp-oauth";

/** Where programs register, change codes for tokens, and give tokens back. */
export const MCP_OAUTH_PATHS = {
  register: "/mcp/oauth/register",
  token: "/mcp/oauth/token",
  revoke: "/mcp/oauth/revoke",
} as const;

/** What is protected, and by whom (RFC 9728). */
export const protectedResource = (origin: string) => ({
  resource: `${origin}/mcp`,
  authorization_servers: [origin],
  scopes_supported: MCP_SCOPES,
  bearer_methods_supported: ["header"],
  resource_name: "Posthorn",
});

/** How programs get a token (RFC 8414). */
export const authorizationServer = (origin: string) => ({
  issuer: origin,
  authorization_endpoint: origin + MCP_AUTHORIZE_PATH,
  token_endpoint: origin + MCP_OAUTH_PATHS.token,
  registration_endpoint: origin + MCP_OAUTH_PATHS.register,
  revocation_endpoint: origin + MCP_OAUTH_PATHS.revoke,
  response_types_supported: ["code"],
  grant_types_supported: ["authorization_code"],
  code_challenge_methods_supported: ["S256"],
  token_endpoint_auth_methods_supported: ["none"],
  revocation_endpoint_auth_methods_supported: ["none"],
  scopes_supported: MCP_SCOPES,
  authorization_response_iss_parameter_supported: true,
});

/** Whether what a program wants a token for (RFC 8707) is ours: `/mcp`, or the origin. */
export const isOurResource = (resource: string, origin: string) =>
  [origin, `${origin}/mcp`].includes(withoutSlashes(resource));

/** Compared without slashes at the end. */
export function withoutSlashes(resource: string): string {
  let end = resource.length;
  while (resource[end - 1] === "/") end--;
  return resource.slice(0, end);
}
