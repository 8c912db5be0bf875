import Type from "typebox";
import { contract } from "./contract.ts";
import { GivenPassword, Session } from "./sessions.ts";
import { Nullable, Strict, Timestamp, Trimmed } from "./schemas.ts";

const onDashboard = { tag: "Dashboard", group: "admin" } as const;
const ofSession = { ...onDashboard, scope: "session" } as const;

/** What keeps the place between two steps; 32 bytes in base64url. */
export const Ticket = Type.String({ minLength: 1, maxLength: 128, pattern: "^[\\w-]+$" });
/** Six digits, or a recovery code. */
const Code = Trimmed({ minLength: 6, maxLength: 32 });

const RecoveryCodes = {
  /** Each one stands in for a code once; shown only now. */
  recoveryCodes: Type.Array(Type.String()),
};

export const signInWithCode = contract({
  ...onDashboard,
  method: "POST",
  path: "/v1/session/code",
  operationId: "postV1SessionCode",
  summary: "Sign in with a one-time code or a recovery code, after a sign-in that answered CodeNeeded with a ticket",
  scope: null,
  action: "write",
  body: Strict({ ticket: Ticket, code: Code }, { $id: "SignInWithCode" }),
  response: Session,
});

export const getFactors = contract({
  ...ofSession,
  method: "GET",
  path: "/v1/session/factors",
  operationId: "getV1SessionFactors",
  summary: "Tell what the own user signs in with",
  action: "read",
  response: Type.Object(
    {
      hasPassword: Type.Boolean(),
      /** Since when one-time codes are asked for. */
      totpSince: Nullable(Timestamp()),
      /** How many of them are left. */
      recoveryCodes: Type.Integer(),
      passkeys: Type.Integer(),
    },
    { $id: "Factors" },
  ),
});

const byPassword = (id: string) => Strict({ currentPassword: GivenPassword }, { $id: id });

export const enrolTotp = contract({
  ...ofSession,
  method: "POST",
  path: "/v1/session/totp",
  operationId: "postV1SessionTotp",
  summary: "Begin to have one-time codes asked for",
  action: "write",
  alsoFailsWith: ["409"],
  body: byPassword("EnrolTotp"),
  response: Type.Object(
    {
      ticket: Type.String(),
      /** For an authenticator, in base32. */
      secret: Type.String(),
      /** The same as `otpauth://`, for a QR code. */
      uri: Type.String(),
    },
    { $id: "TotpEnrolment" },
  ),
});

export const confirmTotp = contract({
  ...ofSession,
  method: "POST",
  path: "/v1/session/totp/confirm",
  operationId: "postV1SessionTotpConfirm",
  summary: "Have one-time codes asked for, by the first one; other sessions end",
  action: "write",
  body: Strict({ ticket: Ticket, code: Code }, { $id: "ConfirmTotp" }),
  response: Type.Object(RecoveryCodes, { $id: "RecoveryCodes" }),
});

export const disableTotp = contract({
  ...ofSession,
  method: "POST",
  path: "/v1/session/totp/disable",
  operationId: "postV1SessionTotpDisable",
  summary: "Have no one-time codes asked for any longer",
  action: "write",
  body: byPassword("DisableTotp"),
  response: Type.Object({ disabled: Type.Boolean() }),
});

export const renewRecoveryCodes = contract({
  ...ofSession,
  method: "POST",
  path: "/v1/session/recovery-codes",
  operationId: "postV1SessionRecoverycodes",
  summary: "Make new recovery codes; the old ones are void",
  action: "write",
  alsoFailsWith: ["409"],
  body: byPassword("RenewRecoveryCodes"),
  response: Type.Object(RecoveryCodes, { $id: "NewRecoveryCodes" }),
});
