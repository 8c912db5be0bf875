import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { SIGN_IN_METHODS } from "./roles.ts";
import { Nullable, OneOf, Page, paged, PageSize, Strict, Timestamp, Trimmed } from "./schemas.ts";
import { ACTIONS } from "./scopes.ts";

/** Something that somebody who signs in did, or tried to do. */
export const AdminLogEntry = Type.Object(
  {
    id: Type.String(),
    time: Timestamp(),
    /** Null where nobody knows who it was. */
    user: Nullable(Type.Object({ id: Type.String(), name: Type.String() })),
    address: Nullable(Type.String()),
    /** `get`, `post`, `put`, `delete`, or `command` for the command line. */
    method: Type.String(),
    /** The template of the route, never the URL itself; of a command its words. */
    path: Type.String(),
    action: OneOf(ACTIONS),
    group: Type.String(),
    /** The account, or the id of the user, that it was about. */
    target: Nullable(Type.String()),
    /** Of a sign-in, how. */
    how: Nullable(OneOf(SIGN_IN_METHODS)),
    status: Type.Integer(),
    /** Of a failure, its word for programs. */
    code: Nullable(Type.String()),
  },
  { $id: "AdminLogEntry" },
);
export type AdminLogEntry = Static<typeof AdminLogEntry>;

export const ADMIN_LOG_OUTCOMES = ["succeeded", "failed"] as const;

export const getAdminLog = contract({
  tag: "Dashboard",
  group: "admin",
  scope: "session",
  leastRole: "admin",
  method: "GET",
  path: "/v1/admin-log",
  operationId: "getV1Adminlog",
  summary: "List what people did, the newest first",
  action: "read",
  query: Strict({
    page: Page,
    pageSize: PageSize,
    /** The id of a user, or the name. */
    user: Type.Optional(Trimmed({ minLength: 1, maxLength: 64 })),
    action: Type.Optional(OneOf(ACTIONS)),
    outcome: Type.Optional(OneOf(ADMIN_LOG_OUTCOMES)),
    from: Type.Optional(Timestamp()),
    to: Type.Optional(Timestamp()),
  }),
  response: Type.Object({ ...paged, entries: Type.Array(AdminLogEntry) }, { $id: "AdminLog" }),
});
