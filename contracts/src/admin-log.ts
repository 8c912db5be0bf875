import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { SIGN_IN_METHODS } from "./roles.ts";
import { Nullable, OneOf, Page, paged, PageSize, Strict, Timestamp, Trimmed } from "./schemas.ts";
import { ACTIONS } from "./scopes.ts";

/** One thing that a call changed. Secrets read `******` on both sides, also where they were replaced. */
export const AdminLogChange = Type.Object(
  {
    /** As the API names it, with a dot before each name inside: `imap.host`. */
    field: Type.String(),
    /** Absent where there was nothing. */
    before: Type.Optional(Type.Unknown()),
    /** Absent where nothing is left. */
    after: Type.Optional(Type.Unknown()),
    /** Which of them were too long to be kept whole: the beginning is told, as text, or nothing. */
    cut: Type.Optional(Type.Array(OneOf(["before", "after"]))),
  },
  { $id: "AdminLogChange" },
);
export type AdminLogChange = Static<typeof AdminLogChange>;

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
    /** The account, user, gateway, template or the like, by its id, that it was about. */
    target: Nullable(Type.String()),
    /** Of a sign-in, how. */
    how: Nullable(OneOf(SIGN_IN_METHODS)),
    status: Type.Integer(),
    /** Of a failure, its word for programs. */
    code: Nullable(Type.String()),
    /** What the call changed; empty where nothing, null where that is not told of such a call. */
    changes: Nullable(Type.Array(AdminLogChange)),
  },
  { $id: "AdminLogEntry" },
);
export type AdminLogEntry = Static<typeof AdminLogEntry>;

export const ADMIN_LOG_OUTCOMES = ["succeeded", "failed"] as const;

const onAdminLog = { tag: "Dashboard", group: "admin", scope: "session", leastRole: "admin" } as const;

export const getAdminLog = contract({
  ...onAdminLog,
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
    /** The template of a route, as entries have it: `/v1/settings`. */
    path: Type.Optional(Trimmed({ minLength: 1, maxLength: 256 })),
    /** Only what changed settings, also where that was done on the default endpoint of webhooks. */
    settings: Type.Optional(Type.Boolean()),
    outcome: Type.Optional(OneOf(ADMIN_LOG_OUTCOMES)),
    from: Type.Optional(Timestamp()),
    to: Type.Optional(Timestamp()),
  }),
  response: Type.Object({ ...paged, entries: Type.Array(AdminLogEntry) }, { $id: "AdminLog" }),
});

export const getAdminLogEntry = contract({
  ...onAdminLog,
  method: "GET",
  path: "/v1/admin-log/:entry",
  operationId: "getV1AdminlogEntry",
  summary: "Get something that somebody did, by its id",
  action: "read",
  params: Strict({ entry: Type.String({ minLength: 1, maxLength: 64 }) }),
  response: AdminLogEntry,
});
