import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { McpTool } from "./mcp.ts";
import { MAIL_LEVELS, MANAGE_LEVELS } from "./mcp-levels.ts";
import { AccountId, Nullable, OneOf, Strict } from "./schemas.ts";

/** Where an agent sends its user's browser to ask for access. */
export const MCP_AUTHORIZE_PATH = "/admin/mcp/authorize";

const onDashboard = { tag: "Dashboard", group: "admin" } as const;

/** What an agent asks with (RFC 6749 section 4.1.1, RFC 7636, RFC 8707). */
export const McpAuthorizationRequest = Strict(
  {
    client_id: Type.String({ minLength: 1, maxLength: 64 }),
    redirect_uri: Type.String({ minLength: 1, maxLength: 2048 }),
    response_type: OneOf(["code"]),
    code_challenge: Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" }),
    code_challenge_method: Type.Optional(OneOf(["S256"])),
    state: Type.Optional(Type.String({ maxLength: 4096 })),
    resource: Type.Optional(Type.String({ maxLength: 2048 })),
    scope: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  { $id: "McpAuthorizationRequest" },
);
export type McpAuthorizationRequest = Static<typeof McpAuthorizationRequest>;

export const getMcpConsent = contract({
  ...onDashboard,
  method: "GET",
  path: "/v1/mcp/consent",
  operationId: "getMcpConsent",
  summary: "Tell who asks for access as an agent, and where the answer goes",
  scope: null,
  action: "read",
  query: McpAuthorizationRequest,
  response: Type.Object(
    {
      /** As it names itself, which proves nothing; null where it does not. */
      client: Nullable(Type.String({ maxLength: 256 })),
      /** The host that the answer goes to, or the scheme of a program on the same machine. */
      returnsTo: Type.String(),
      /** Where the browser goes with a refusal. */
      denyUrl: Type.String(),
      /** What agents can be given. */
      tools: Type.Array(McpTool),
    },
    { $id: "McpConsent" },
  ),
});

export const approveMcpConsent = contract({
  ...onDashboard,
  method: "POST",
  path: "/v1/mcp/consent",
  operationId: "approveMcpConsent",
  summary: "Give an agent access: it gets a token of its own",
  scope: "session",
  action: "write",
  // As for any other token.
  leastRole: "admin",
  body: Strict(
    {
      request: McpAuthorizationRequest,
      manage: OneOf(MANAGE_LEVELS),
      mail: OneOf(MAIL_LEVELS),
      /** The only account that it reaches. */
      account: Type.Optional(AccountId),
    },
    { $id: "ApproveMcpConsent" },
  ),
  response: Type.Object(
    {
      /** Where the browser goes, with a code that is good once and for ten minutes. */
      redirectUrl: Type.String(),
    },
    { $id: "McpApproval" },
  ),
});
