import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import type { FieldFault } from "./errors.ts";
import {
  AccountId,
  AccountParams,
  Hex64,
  Ip,
  ListOrOne,
  Nullable,
  OneOf,
  Page,
  paged,
  PageSize,
  Strict,
  Timestamp,
  Trimmed,
} from "./schemas.ts";
import { ACTIONS, GROUPS, SCOPES } from "./scopes.ts";

const action = OneOf(ACTIONS);
const group = OneOf(GROUPS);

/**
 * What a narrowed token may do: every action and group listed (one list missing means any), or
 * exactly the pairs under `grants`. The two forms exclude each other.
 */
export const TokenPermissions = Strict(
  {
    actions: Type.Optional(ListOrOne(action, { minItems: 1 })),
    groups: Type.Optional(ListOrOne(group, { minItems: 1 })),
    grants: Type.Optional(Type.Array(Strict({ action, group }), { minItems: 1, maxItems: 1000 })),
  },
  { $id: "TokenPermissions", minProperties: 1 },
);
export type TokenPermissions = Static<typeof TokenPermissions>;

export const TokenRestrictions = Strict(
  {
    /** Patterns for the whole `Referer`; `*` is any run of characters. */
    referrers: Type.Optional(Nullable(ListOrOne(Type.String()), { default: null })),
    /** Addresses or CIDR ranges. */
    addresses: Type.Optional(Nullable(ListOrOne(Type.String({ format: "ip-range" })), { default: null })),
    rateLimit: Type.Optional(
      Nullable(
        Strict({
          maxRequests: Type.Integer({ minimum: 1 }),
          /** Seconds. */
          timeWindow: Type.Integer({ minimum: 1 }),
        }),
        { default: null },
      ),
    ),
  },
  { $id: "TokenRestrictions" },
);
export type TokenRestrictions = Static<typeof TokenRestrictions>;

/** A token as listed: everything but its value. */
export const Token = Type.Object(
  {
    id: Type.String({ minLength: 64, maxLength: 64 }),
    account: Type.Optional(Nullable(Type.String({ maxLength: 256 }))),
    description: Type.Optional(Type.String({ maxLength: 1024 })),
    metadata: Type.Optional(Type.String({ maxLength: 1_048_576 })),
    ip: Type.Optional(Ip()),
    remoteAddress: Type.Optional(Ip()),
    scopes: Type.Optional(Type.Array(Type.String())),
    restrictions: Type.Optional(Nullable(TokenRestrictions)),
    permissions: Type.Optional(Nullable(TokenPermissions)),
    created: Type.Optional(Timestamp()),
    expires: Type.Optional(Timestamp()),
    access: Type.Optional(
      Type.Object({ time: Type.Optional(Nullable(Timestamp())), ip: Type.Optional(Nullable(Ip())) }),
    ),
  },
  { $id: "TokensItem" },
);
export type Token = Static<typeof Token>;

export const TokenPage = Type.Object(
  { account: Nullable(Type.String({ maxLength: 256 })), ...paged, tokens: Type.Array(Token) },
  { $id: "TokensResponse" },
);
export type TokenPage = Static<typeof TokenPage>;

export const CreateToken = Strict(
  {
    account: Type.Optional(AccountId),
    description: Trimmed({ minLength: 1, maxLength: 1024 }),
    /** `metrics` and `*` only for people who sign in, and for tokens with the scope `*`. */
    scopes: ListOrOne(OneOf(SCOPES), { "x-default": ["api"] }),
    /** JSON text. */
    metadata: Type.Optional(Type.String({ maxLength: 1_048_576, format: "json" })),
    restrictions: Type.Optional(Nullable(TokenRestrictions)),
    /** Required of a caller with a token, unless there is an `account`. */
    permissions: Type.Optional(Nullable(TokenPermissions)),
    expires: Type.Optional(Timestamp()),
    /** Where the token was asked for, for the record only. */
    ip: Type.Optional(Ip()),
  },
  { $id: "CreateToken" },
);
export type CreateToken = Static<typeof CreateToken>;

function checkNewToken({ body }: { body: CreateToken }): FieldFault[] {
  const faults: FieldFault[] = [];
  if (body.permissions?.grants && (body.permissions.actions || body.permissions.groups)) {
    faults.push({
      message: '"grants" is not allowed together with "actions" or "groups"',
      key: "grants",
      path: "body.permissions.grants",
    });
  }
  return faults;
}

const TokenParams = Strict({ token: Hex64() });

const onTokens = { tag: "Access Tokens", scope: "api" } as const;

export const createToken = contract({
  ...onTokens,
  method: "POST",
  path: "/v1/tokens",
  operationId: "postV1Tokens",
  summary: "Issue an access token",
  action: "write",
  group: "admin",
  body: CreateToken,
  check: checkNewToken,
  response: Type.Object(
    {
      /** The only time that the value is shown. */
      token: Type.String({ minLength: 64, maxLength: 64 }),
      id: Type.String({ minLength: 64, maxLength: 64 }),
    },
    { $id: "CreateTokenResponse" },
  ),
});

export const listTokens = contract({
  ...onTokens,
  method: "GET",
  path: "/v1/tokens",
  operationId: "getV1Tokens",
  summary: "List access tokens",
  action: "read",
  group: "token",
  boundBy: "query.account",
  query: Strict({
    page: Page,
    pageSize: PageSize,
    /** Part of an id, a description or an account id, in any case. */
    query: Type.Optional(Trimmed({ maxLength: 1024 })),
    account: Type.Optional(AccountId),
    /** Only tokens that name this scope. */
    scope: Type.Optional(OneOf(SCOPES)),
  }),
  response: TokenPage,
});

export const getToken = contract({
  ...onTokens,
  method: "GET",
  path: "/v1/tokens/:token",
  operationId: "getV1TokensToken",
  summary: "Get an access token by its id",
  action: "read",
  group: "token",
  params: TokenParams,
  response: Token,
});

const DeletedToken = Type.Object({ deleted: Type.Boolean() }, { $id: "DeleteTokenRequestResponse" });

export const deleteToken = contract({
  ...onTokens,
  method: "DELETE",
  path: "/v1/tokens/:token",
  operationId: "deleteV1TokensToken",
  summary: "Revoke an access token by its id or value",
  action: "destructive",
  group: "token",
  params: TokenParams,
  response: DeletedToken,
});

/** How long, in seconds, the value that is replaced may go on working. */
export const LONGEST_KEEP_SECONDS = 604_800;

export const rotateToken = contract({
  ...onTokens,
  method: "POST",
  path: "/v1/tokens/:token/rotate",
  operationId: "rotateToken",
  summary: "Give an access token, named by its id or value, a new value and id; all else stays",
  action: "write",
  group: "admin",
  params: TokenParams,
  body: Strict(
    {
      /** Seconds that the old value still works; 0 ends it at once. */
      keepFor: Type.Optional(Type.Integer({ minimum: 0, maximum: LONGEST_KEEP_SECONDS, default: 0 })),
    },
    { $id: "RotateToken" },
  ),
  response: Type.Object(
    {
      /** The only time that the value is shown. */
      token: Type.String({ minLength: 64, maxLength: 64 }),
      id: Type.String({ minLength: 64, maxLength: 64 }),
      /** When the new one ends, as the old one was to; missing where it does not. */
      expires: Type.Optional(Timestamp()),
      previous: Type.Object({
        id: Type.String({ minLength: 64, maxLength: 64 }),
        /** Until when the old value works; null where it works no more. */
        until: Nullable(Timestamp()),
      }),
    },
    { $id: "RotatedToken" },
  ),
});

export const TOKEN_LOG_STATUSES = ["allowed", "denied"] as const;
export type TokenLogStatus = (typeof TOKEN_LOG_STATUSES)[number];

/** Why a token was refused. `username` and `ip` are words of the doors for mail programs. */
export const TOKEN_REFUSALS = [
  "scope",
  "action",
  "group",
  "grant",
  "restricted",
  "malformed",
  "unclassified",
  "account",
  "address",
  "referrer",
  "rateLimit",
  "username",
  "ip",
] as const;
export type TokenRefusal = (typeof TOKEN_REFUSALS)[number];

/** One use of a token. `allowed` says that the call was admitted, not that it succeeded. */
export const TokenLogEntry = Type.Object(
  {
    time: Timestamp(),
    ip: Nullable(Ip()),
    /** `get` and the like, or the door: `smtp`, `imap-proxy`. */
    method: Nullable(Type.String()),
    /** The route as documented, never the address that was called. */
    path: Nullable(Type.String()),
    action: Nullable(OneOf(ACTIONS)),
    group: Nullable(Type.String()),
    account: Nullable(Type.String({ maxLength: 256 })),
    status: OneOf(TOKEN_LOG_STATUSES),
    reason: Nullable(OneOf(TOKEN_REFUSALS)),
  },
  { $id: "TokenLogEntry" },
);
export type TokenLogEntry = Static<typeof TokenLogEntry>;

export const getTokenLog = contract({
  ...onTokens,
  method: "GET",
  path: "/v1/tokens/:token/log",
  operationId: "getV1TokensTokenLog",
  summary: "List the uses of an access token, newest first",
  action: "read",
  group: "token",
  params: TokenParams,
  query: Strict({
    page: Page,
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
    /** Only admitted or only refused calls. */
    status: Type.Optional(OneOf(TOKEN_LOG_STATUSES)),
  }),
  response: Type.Object(
    { token: Type.String({ minLength: 64, maxLength: 64 }), ...paged, entries: Type.Array(TokenLogEntry) },
    { $id: "TokenLogResponse" },
  ),
});

// ---- Deprecated names of the above ----------------------------------------------------------

export const createTokenOld = contract({
  ...onTokens,
  method: "POST",
  path: "/v1/token",
  operationId: "postV1Token",
  summary: "Issue an access token",
  action: "write",
  group: "admin",
  deprecated: true,
  body: CreateToken,
  check: checkNewToken,
  response: createToken.response,
});

export const deleteTokenOld = contract({
  ...onTokens,
  method: "DELETE",
  path: "/v1/token/:token",
  operationId: "deleteV1TokenToken",
  summary: "Revoke an access token by its id or value",
  action: "destructive",
  group: "token",
  deprecated: true,
  params: TokenParams,
  response: DeletedToken,
});

export const listAccountTokensOld = contract({
  ...onTokens,
  method: "GET",
  path: "/v1/tokens/account/:account",
  operationId: "getV1TokensAccountAccount",
  summary: "List up to 1000 access tokens of an account",
  action: "read",
  group: "token",
  deprecated: true,
  params: AccountParams,
  response: Type.Object({ tokens: Type.Array(Token) }),
});
