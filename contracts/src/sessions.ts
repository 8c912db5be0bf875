import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { ROLES, SIGN_IN_METHODS } from "./roles.ts";
import { AccountId, Hex64, Nullable, OneOf, Strict, Timestamp, Trimmed } from "./schemas.ts";

/** Goes with every request of a session that changes something. */
export const CSRF_HEADER = "x-csrf-token";

export const Session = Type.Object(
  {
    user: Type.Object({ id: Type.String(), name: Type.String(), role: OneOf(ROLES) }),
    /** To be sent as the header `X-CSRF-Token` with everything but GET. */
    csrfToken: Type.String(),
    created: Timestamp(),
    /** Moves with use, to 30 days after the sign-in at the latest. */
    expires: Timestamp(),
    method: OneOf(SIGN_IN_METHODS),
    /** Whether it opens nothing but what is about itself, until one-time codes are turned on: the setting `requireSecondFactor`. */
    secondFactorNeeded: Type.Boolean(),
  },
  { $id: "Session" },
);
export type Session = Static<typeof Session>;

/** One of the places where a user is signed in. */
export const SignedIn = Type.Object(
  {
    id: Type.String(),
    /** Whether it is the session that asks. */
    current: Type.Boolean(),
    created: Timestamp(),
    lastSeen: Timestamp(),
    expires: Timestamp(),
    address: Nullable(Type.String()),
    userAgent: Nullable(Type.String()),
    method: OneOf(SIGN_IN_METHODS),
  },
  { $id: "SignedIn" },
);
export type SignedIn = Static<typeof SignedIn>;

export const UserName = Trimmed({ minLength: 1, maxLength: 64 });
/** Long enough to be safe, short enough to be hashed. */
export const NewPassword = Type.String({ minLength: 8, maxLength: 256 });
export const GivenPassword = Type.String({ minLength: 1, maxLength: 256 });

const onDashboard = { tag: "Dashboard", group: "admin" } as const;

export const getSetup = contract({
  ...onDashboard,
  method: "GET",
  path: "/v1/setup",
  operationId: "getV1Setup",
  summary: "Tell whether the first user is still to be made",
  scope: null,
  action: "read",
  response: Type.Object({ needed: Type.Boolean() }, { $id: "Setup" }),
});

export const getDashboardFeatures = contract({
  ...onDashboard,
  method: "GET",
  path: "/v1/session/features",
  operationId: "getV1SessionFeatures",
  summary: "Tell what the configuration leaves out of the dashboard",
  scope: "session",
  action: "read",
  response: Type.Object(
    {
      /** Whether people who sign in may read messages. */
      messageBrowser: Type.Boolean(),
      /** Whether it is told what is left to set up, besides what fails. */
      setupWarnings: Type.Boolean(),
    },
    { $id: "DashboardFeatures" },
  ),
});

export const setUp = contract({
  ...onDashboard,
  method: "POST",
  path: "/v1/setup",
  operationId: "postV1Setup",
  summary: "Make the first user, with the link that the server printed when it started",
  scope: null,
  action: "write",
  body: Strict({ link: Hex64(), name: UserName, password: NewPassword }, { $id: "SetUp" }),
  response: Session,
});

export const getSignInMethods = contract({
  ...onDashboard,
  method: "GET",
  path: "/v1/session/methods",
  operationId: "getV1SessionMethods",
  summary: "Tell how people may sign in",
  scope: null,
  action: "read",
  response: Type.Object(
    {
      password: Type.Boolean(),
      /** Whether anybody has one, and it can be asked for. */
      passkey: Type.Boolean(),
      providers: Type.Array(
        Type.Object({
          id: OneOf(["oidc", "okta"]),
          label: Type.String(),
          /** Where the browser goes; takes `?next=`, a path of the dashboard. */
          path: Type.String(),
        }),
      ),
      /** Whether the first of the providers is the only way in. */
      forced: Type.Boolean(),
    },
    { $id: "SignInMethods" },
  ),
});

export const signIn = contract({
  ...onDashboard,
  method: "POST",
  path: "/v1/session",
  operationId: "postV1Session",
  summary: "Sign in, and get the cookie of a session",
  scope: null,
  action: "write",
  body: Strict(
    {
      name: UserName,
      password: GivenPassword,
      /** For 30 days; else until the browser closes, at most a day. */
      remember: Type.Optional(Type.Boolean({ default: false })),
    },
    { $id: "SignIn" },
  ),
  response: Session,
});

export const getSession = contract({
  ...onDashboard,
  method: "GET",
  path: "/v1/session",
  operationId: "getV1Session",
  summary: "Get the session that asks",
  scope: "session",
  action: "read",
  response: Session,
});

export const changePassword = contract({
  ...onDashboard,
  method: "PUT",
  path: "/v1/session/password",
  operationId: "putV1SessionPassword",
  summary: "Change the own password, and sign out everywhere else",
  scope: "session",
  action: "write",
  body: Strict({ currentPassword: GivenPassword, password: NewPassword }, { $id: "ChangePassword" }),
  response: Session,
});

export const signOut = contract({
  ...onDashboard,
  method: "DELETE",
  path: "/v1/session",
  operationId: "deleteV1Session",
  summary: "Sign out",
  scope: "session",
  action: "write",
  response: Type.Object({
    deleted: Type.Boolean(),
    /** Where the browser ends the session at the provider, too; only where that is wanted. */
    logoutUrl: Type.Optional(Type.String()),
  }),
});

export const listSessions = contract({
  ...onDashboard,
  method: "GET",
  path: "/v1/sessions",
  operationId: "getV1Sessions",
  summary: "List where the own user is signed in",
  scope: "session",
  action: "read",
  response: Type.Object({ sessions: Type.Array(SignedIn) }, { $id: "SessionList" }),
});

export const endSession = contract({
  ...onDashboard,
  method: "DELETE",
  path: "/v1/sessions/:session",
  operationId: "deleteV1SessionsSession",
  summary: "End one of the own sessions",
  scope: "session",
  action: "write",
  params: Strict({ session: Trimmed({ minLength: 1, maxLength: 64 }) }),
  response: Type.Object({ deleted: Type.Boolean() }),
});

export const createSessionToken = contract({
  ...onDashboard,
  method: "POST",
  path: "/v1/session/tokens",
  operationId: "postV1SessionTokens",
  summary: "Make a token of the session for the messages of one account",
  scope: "session",
  action: "write",
  body: Strict({ account: AccountId }, { $id: "CreateSessionToken" }),
  response: Type.Object(
    {
      /** `sess_` and 64 hex digits; counts only beside the cookie of this session. */
      token: Type.String(),
      /** Moves with use, 15 minutes at a time. */
      expires: Timestamp(),
    },
    { $id: "SessionToken" },
  ),
});

export const signOutEverywhere = contract({
  ...onDashboard,
  method: "DELETE",
  path: "/v1/sessions",
  operationId: "deleteV1Sessions",
  summary: "End all of the own sessions, this one too",
  scope: "session",
  action: "write",
  response: Type.Object({ deleted: Type.Integer() }),
});
