import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { ROLES } from "./roles.ts";
import { NewPassword, Session, UserName } from "./sessions.ts";
import { Hex64, Nullable, OneOf, Page, paged, PageSize, Strict, Timestamp, Trimmed } from "./schemas.ts";

export const User = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    role: OneOf(ROLES),
    /** Can't sign in until enabled again. */
    disabled: Type.Boolean(),
    /** Whether there is a link that was not used yet. */
    invited: Type.Boolean(),
    created: Timestamp(),
    signedIn: Nullable(Timestamp()),
    hasPassword: Type.Boolean(),
    /** Whether a one-time code is asked for after the password. */
    totp: Type.Boolean(),
    passkeys: Type.Integer(),
    /** The provider that signs this user in. */
    provider: Nullable(OneOf(["oidc", "okta"])),
    /** In how many places the user is signed in. */
    sessions: Type.Integer(),
  },
  { $id: "User" },
);
export type User = Static<typeof User>;

const invitation = {
  /** Where the user chooses a password, once; told only now. */
  link: Nullable(Type.String()),
  linkExpires: Nullable(Timestamp()),
};

const UserParams = Strict({ user: Trimmed({ minLength: 1, maxLength: 64 }) });

/** Only owners manage users, and no token does. */
const byOwners = { tag: "Dashboard", group: "admin", scope: "session", leastRole: "owner" } as const;

export const listUsers = contract({
  ...byOwners,
  method: "GET",
  path: "/v1/users",
  operationId: "getV1Users",
  summary: "List users",
  action: "read",
  query: Strict({
    page: Page,
    pageSize: PageSize,
    /** Part of the name. */
    query: Type.Optional(Trimmed({ maxLength: 64 })),
  }),
  response: Type.Object({ ...paged, users: Type.Array(User) }, { $id: "UserList" }),
});

export const createUser = contract({
  ...byOwners,
  method: "POST",
  path: "/v1/users",
  operationId: "postV1Users",
  summary: "Make a user, with a password or with a link to choose one",
  action: "write",
  alsoFailsWith: ["409"],
  body: Strict(
    {
      name: UserName,
      role: OneOf(ROLES),
      /** Without it the answer has a link. */
      password: Type.Optional(NewPassword),
    },
    { $id: "CreateUser" },
  ),
  response: Type.Object({ user: User, ...invitation }, { $id: "CreatedUser" }),
});

export const getUser = contract({
  ...byOwners,
  method: "GET",
  path: "/v1/users/:user",
  operationId: "getV1UsersUser",
  summary: "Get a user",
  action: "read",
  params: UserParams,
  response: User,
});

export const updateUser = contract({
  ...byOwners,
  method: "PUT",
  path: "/v1/users/:user",
  operationId: "putV1UsersUser",
  summary: "Rename a user, change the role, disable or enable",
  action: "write",
  alsoFailsWith: ["409"],
  params: UserParams,
  body: Strict(
    {
      name: Type.Optional(UserName),
      role: Type.Optional(OneOf(ROLES)),
      /** Disabling ends the user's sessions. */
      disabled: Type.Optional(Type.Boolean()),
    },
    { $id: "UpdateUser" },
  ),
  response: User,
});

export const deleteUser = contract({
  ...byOwners,
  method: "DELETE",
  path: "/v1/users/:user",
  operationId: "deleteV1UsersUser",
  summary: "Delete a user",
  action: "destructive",
  alsoFailsWith: ["409"],
  params: UserParams,
  response: Type.Object({ deleted: Type.Boolean() }),
});

export const resetUserPassword = contract({
  ...byOwners,
  method: "PUT",
  path: "/v1/users/:user/password",
  operationId: "putV1UsersUserPassword",
  summary: "Give a user another password, or a link to choose one; passkeys and sessions end",
  action: "write",
  alsoFailsWith: ["409"],
  params: UserParams,
  body: Strict(
    {
      /** Without it the old one is void and the answer has a link. */
      password: Type.Optional(NewPassword),
    },
    { $id: "ResetUserPassword" },
  ),
  response: Type.Object(invitation, { $id: "UserInvitation" }),
});

export const resetUserSecondFactor = contract({
  ...byOwners,
  method: "DELETE",
  path: "/v1/users/:user/second-factor",
  operationId: "deleteV1UsersUserSecondFactor",
  summary: "Turn a user's one-time codes off, delete the passkeys, and end the sessions",
  action: "destructive",
  params: UserParams,
  response: Type.Object({ deleted: Type.Boolean() }),
});

export const endUserSessions = contract({
  ...byOwners,
  method: "DELETE",
  path: "/v1/users/:user/sessions",
  operationId: "deleteV1UsersUserSessions",
  summary: "Sign a user out everywhere",
  action: "destructive",
  params: UserParams,
  response: Type.Object({ deleted: Type.Integer() }),
});

export const acceptInvitation = contract({
  tag: "Dashboard",
  group: "admin",
  method: "POST",
  path: "/v1/invitation",
  operationId: "postV1Invitation",
  summary: "Choose a password with the link that an owner made, and sign in",
  scope: null,
  action: "write",
  body: Strict({ link: Hex64(), password: NewPassword }, { $id: "AcceptInvitation" }),
  response: Session,
});
