import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { Ticket } from "./second-factor.ts";
import { GivenPassword, Session } from "./sessions.ts";
import { Nullable, OpenObject, Strict, Timestamp, Trimmed } from "./schemas.ts";

const onDashboard = { tag: "Dashboard", group: "admin" } as const;
const ofSession = { ...onDashboard, scope: "session" } as const;

/** A passkey (WebAuthn level 2) of the user who asks. */
export const Passkey = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    created: Timestamp(),
    lastUsed: Nullable(Timestamp()),
  },
  { $id: "Passkey" },
);
export type Passkey = Static<typeof Passkey>;

const ceremony = {
  /** To be sent with what the authenticator answers, once, within five minutes. */
  ticket: Type.String(),
  /** For `navigator.credentials`, with bytes in base64url. */
  options: OpenObject(),
};

export const listPasskeys = contract({
  ...ofSession,
  method: "GET",
  path: "/v1/session/passkeys",
  operationId: "getV1SessionPasskeys",
  summary: "List the own passkeys",
  action: "read",
  response: Type.Object({ passkeys: Type.Array(Passkey) }, { $id: "PasskeyList" }),
});

export const beginPasskey = contract({
  ...ofSession,
  method: "POST",
  path: "/v1/session/passkeys/options",
  operationId: "postV1SessionPasskeysOptions",
  summary: "Begin to register a passkey",
  action: "write",
  alsoFailsWith: ["409"],
  body: Strict({ currentPassword: GivenPassword }, { $id: "BeginPasskey" }),
  response: Type.Object(ceremony, { $id: "PasskeyRegistration" }),
});

export const createPasskey = contract({
  ...ofSession,
  method: "POST",
  path: "/v1/session/passkeys",
  operationId: "postV1SessionPasskeys",
  summary: "Register a passkey with what the authenticator answered",
  action: "write",
  alsoFailsWith: ["409"],
  body: Strict(
    { ticket: Ticket, name: Trimmed({ minLength: 1, maxLength: 100 }), response: OpenObject() },
    { $id: "CreatePasskey" },
  ),
  response: Passkey,
});

export const deletePasskey = contract({
  ...ofSession,
  method: "DELETE",
  path: "/v1/session/passkeys/:passkey",
  operationId: "deleteV1SessionPasskeysPasskey",
  summary: "Delete one of the own passkeys",
  action: "write",
  params: Strict({ passkey: Type.String({ minLength: 1, maxLength: 2048 }) }),
  response: Type.Object({ deleted: Type.Boolean() }),
});

export const beginPasskeySignIn = contract({
  ...onDashboard,
  method: "POST",
  path: "/v1/session/passkey/options",
  operationId: "postV1SessionPasskeyOptions",
  summary: "Begin to sign in with a passkey",
  scope: null,
  action: "write",
  alsoFailsWith: ["409"],
  response: Type.Object(ceremony, { $id: "PasskeySignIn" }),
});

export const signInWithPasskey = contract({
  ...onDashboard,
  method: "POST",
  path: "/v1/session/passkey",
  operationId: "postV1SessionPasskey",
  summary: "Sign in with what the authenticator answered",
  scope: null,
  action: "write",
  alsoFailsWith: ["409"],
  body: Strict(
    { ticket: Ticket, response: OpenObject(), remember: Type.Optional(Type.Boolean({ default: false })) },
    { $id: "SignInWithPasskey" },
  ),
  response: Session,
});
