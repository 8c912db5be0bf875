import type { Selectable } from "kysely";
import type { Role, SignInMethod } from "@posthorn/contracts/roles";
import type { ProviderIdentity } from "../core/sign-in-rules.ts";
import type { Tables } from "./schema.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

/** A place where a user is signed in. */
export interface SessionRecord {
  /** SHA-256 of the session's secret, in hex. */
  id: string;
  user: string;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  /** Whether it outlives the browser. */
  remember: boolean;
  address: string | null;
  userAgent: string | null;
  method: SignInMethod;
  /** What the provider said at the sign-in; null unless one was asked. */
  identity: ProviderIdentity | null;
}

function sessionOf(db: Db, row: Selectable<Tables["sessions"]>): SessionRecord {
  const { id, remember, method, identity } = row;
  return {
    ...row,
    remember: remember === 1,
    method: (method ?? "password") as SignInMethod,
    identity:
      identity === null ? null : (JSON.parse(db.vault.open(identity, SEALED.session.purpose(id))) as ProviderIdentity),
  };
}

/** A session with what has to be known of its user. */
export interface SessionWithUser extends SessionRecord {
  name: string;
  role: Role;
  /** Since when one-time codes are asked for. */
  totpSince: number | null;
}

export async function insertSession(db: Db, session: SessionRecord): Promise<void> {
  await db.sql
    .insertInto("sessions")
    .values({
      ...session,
      remember: session.remember ? 1 : 0,
      identity: session.identity && db.vault.seal(JSON.stringify(session.identity), SEALED.session.purpose(session.id)),
    })
    .execute();
}

/** Also one that has expired and is not removed yet. Of a user who is disabled there is none. */
export async function findSession(db: Db, id: string): Promise<SessionWithUser | undefined> {
  const row = await db.sql
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user")
    .selectAll("sessions")
    .select(["users.name", "users.role", "users.totpSince"])
    .where("sessions.id", "=", id)
    .where("users.disabledAt", "is", null)
    .executeTakeFirst();
  return row && { ...sessionOf(db, row), name: row.name, role: row.role as Role, totpSince: row.totpSince };
}

/** Those of the ids that are ids of sessions which have not expired. */
export async function findLiveSessionIds(db: Db, ids: readonly string[], now: number): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.sql
    .selectFrom("sessions")
    .select("id")
    .where("id", "in", [...ids])
    .where("expiresAt", ">", now)
    .execute();
  return rows.map(({ id }) => id);
}

/** Sessions of a user that have not expired, the one seen last first. */
export async function listSessionsOf(db: Db, user: string, now: number): Promise<SessionRecord[]> {
  const rows = await db.sql
    .selectFrom("sessions")
    .selectAll()
    .where("user", "=", user)
    .where("expiresAt", ">", now)
    .orderBy("lastSeenAt", "desc")
    .orderBy("id")
    .execute();
  return rows.map((row) => sessionOf(db, row));
}

/** How many sessions that have not expired each of the users has. */
export async function countSessions(db: Db, users: readonly string[], now: number): Promise<Map<string, number>> {
  if (users.length === 0) return new Map();
  const rows = await db.sql
    .selectFrom("sessions")
    .select((e) => ["user", e.fn.countAll<number>().as("count")])
    .where("user", "in", [...users])
    .where("expiresAt", ">", now)
    .groupBy("user")
    .execute();
  return new Map(rows.map(({ user, count }) => [user, Number(count)]));
}

export interface SessionUse {
  at: number;
  expiresAt: number;
  address: string | null;
}

/** Writes down a use, unless a later one is known; another process may serve the same session. */
export async function saveSessionUse(db: Db, id: string, use: SessionUse): Promise<void> {
  await db.sql
    .updateTable("sessions")
    .set({ lastSeenAt: use.at, expiresAt: use.expiresAt, address: use.address })
    .where("id", "=", id)
    .where("lastSeenAt", "<", use.at)
    .execute();
}

/**
 * Ends sessions of a user: one, all but one, or all. How many there were. Hints `session:<id>` for
 * each, since what they opened ends with them.
 */
export async function deleteSessions(
  db: Db,
  user: string,
  which: { only?: string; except?: string } = {},
): Promise<number> {
  const gone = await db.sql
    .deleteFrom("sessions")
    .where("user", "=", user)
    .$if(which.only !== undefined, (q) => q.where("id", "=", which.only ?? ""))
    .$if(which.except !== undefined, (q) => q.where("id", "!=", which.except ?? ""))
    .returning("id")
    .execute();
  for (const { id } of gone) db.hint(`session:${id}`);
  return gone.length;
}

export async function deleteExpiredSessions(db: Db, now: number): Promise<void> {
  await db.sql.deleteFrom("sessions").where("expiresAt", "<=", now).execute();
}
