import type { Static } from "typebox";
import Type from "typebox";
import { VerifyResult } from "./accounts.ts";
import { contract } from "./contract.ts";
import { Hostname, Nullable, OneOf, OpenObject, paged, PagingQuery, Strict, Timestamp, Trimmed } from "./schemas.ts";
import { SendingLimits } from "./sending-limits.ts";

const name = Type.String({ minLength: 1, maxLength: 256 });
const login = Type.Optional(Nullable(Type.String({ maxLength: 1024, default: null })));
/** The gateway that a message goes through when this one can't be reached or refuses the login. */
const fallback = Type.Optional(Nullable(Trimmed({ maxLength: 256 })));
const port = Type.Integer({ minimum: 1, maximum: 65_535 });

/** How a relay is reached. */
const server = {
  user: login,
  pass: login,
  host: Hostname(),
  port,
  /** TLS from the first byte; otherwise STARTTLS. */
  secure: Type.Optional(Type.Boolean({ default: false })),
  /** Refuse to go on without TLS; unset is as true. */
  requireTLS: Type.Optional(Type.Boolean()),
  /** For all that go through it together. */
  sending: Type.Optional(Nullable(SendingLimits)),
  fallback,
};

export const CreateGateway = Strict(
  { gateway: Type.Optional(Nullable(Trimmed({ maxLength: 256, default: null }))), name, ...server },
  { $id: "CreateGateway" },
);
export type CreateGateway = Static<typeof CreateGateway>;

export const UpdateGateway = Strict(
  {
    name: Type.Optional(name),
    user: Type.Optional(Nullable(Type.String({ maxLength: 1024 }))),
    pass: Type.Optional(Nullable(Type.String({ maxLength: 1024 }))),
    host: Type.Optional(Hostname()),
    port: Type.Optional(port),
    secure: Type.Optional(Type.Boolean()),
    requireTLS: Type.Optional(Type.Boolean()),
    sending: Type.Optional(Nullable(SendingLimits)),
    fallback,
  },
  { $id: "UpdateGateway" },
);
export type UpdateGateway = Static<typeof UpdateGateway>;

/** Why it did not work the last time; `created` is in epoch milliseconds. */
export const GatewayError = Type.Object(
  {
    created: Type.Optional(Type.Integer()),
    status: Type.Optional(OneOf(["error"])),
    response: Type.Optional(Type.String()),
    responseCode: Type.Optional(Type.Integer()),
    code: Type.Optional(Type.String()),
    command: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    networkRouting: Type.Optional(Nullable(OpenObject())),
  },
  { $id: "GatewayErrorEntry" },
);
export type GatewayError = Static<typeof GatewayError>;

const entry = {
  gateway: Type.String({ maxLength: 256 }),
  name: Type.String({ maxLength: 256 }),
  /** Messages that it took. */
  deliveries: Type.Integer(),
  lastUse: Nullable(Timestamp()),
  /** Null when the last use was a success. */
  lastError: Nullable(GatewayError),
};

/** The password reads `******`. */
export const Gateway = Type.Object(
  {
    ...entry,
    user: Nullable(Type.String()),
    pass: Type.Optional(Type.String()),
    host: Type.String(),
    port: Type.Integer(),
    secure: Type.Boolean(),
    requireTLS: Type.Boolean(),
    sending: Type.Optional(SendingLimits),
    fallback: Type.Optional(Type.String({ maxLength: 256 })),
  },
  { $id: "GatewayResponse" },
);
export type Gateway = Static<typeof Gateway>;

export const GatewayListEntry = Type.Object(entry, { $id: "GatewayResponseItem" });
export type GatewayListEntry = Static<typeof GatewayListEntry>;

export const GatewayPage = Type.Object(
  { ...paged, gateways: Type.Array(GatewayListEntry, { $id: "GatewayEntries" }) },
  { $id: "GatewaysFilterResponse" },
);

const GatewayParams = Strict({ gateway: Type.String({ minLength: 1, maxLength: 256 }) });
const onGateways = { tag: "SMTP Gateway", scope: "api", group: "gateway" } as const;

export const listGateways = contract({
  ...onGateways,
  method: "GET",
  path: "/v1/gateways",
  operationId: "getV1Gateways",
  summary: "List SMTP gateways",
  action: "read",
  query: PagingQuery,
  response: GatewayPage,
});

export const createGateway = contract({
  ...onGateways,
  group: "provisioning",
  method: "POST",
  path: "/v1/gateway",
  operationId: "postV1Gateway",
  summary: "Add an SMTP gateway, or replace one",
  action: "write",
  body: CreateGateway,
  response: Type.Object(
    { gateway: Type.String({ maxLength: 256 }), state: OneOf(["existing", "new"]) },
    { $id: "CreateGatewayResponse" },
  ),
});

export const getGateway = contract({
  ...onGateways,
  method: "GET",
  path: "/v1/gateway/:gateway",
  operationId: "getV1GatewayGateway",
  summary: "Get an SMTP gateway",
  action: "read",
  params: GatewayParams,
  response: Gateway,
});

export const updateGateway = contract({
  ...onGateways,
  group: "provisioning",
  method: "PUT",
  path: "/v1/gateway/edit/:gateway",
  operationId: "putV1GatewayEditGateway",
  summary: "Change an SMTP gateway",
  action: "write",
  params: GatewayParams,
  body: UpdateGateway,
  response: Type.Object({ gateway: Type.String({ maxLength: 256 }) }, { $id: "UpdateGatewayResponse" }),
});

export const deleteGateway = contract({
  ...onGateways,
  method: "DELETE",
  path: "/v1/gateway/:gateway",
  operationId: "deleteV1GatewayGateway",
  summary: "Delete an SMTP gateway",
  action: "destructive",
  params: GatewayParams,
  response: Type.Object(
    { gateway: Type.String({ maxLength: 256 }), deleted: Type.Boolean({ default: true }) },
    { $id: "DeleteGatewayResponse" },
  ),
});

export const verifyGateway = contract({
  ...onGateways,
  method: "POST",
  path: "/v1/gateway/:gateway/verify",
  operationId: "postV1GatewayGatewayVerify",
  summary: "Try to log in at an SMTP gateway; nothing is sent",
  action: "read",
  params: GatewayParams,
  response: VerifyResult,
});
