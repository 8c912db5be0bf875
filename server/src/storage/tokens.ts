import type { Db } from "./storage.ts";
import { contains } from "./like.ts";

export interface TokenRecord {
  /** SHA-256 of the value's 32 bytes, in hex. */
  id: string;
  account: string | null;
  description: string;
  /** null passes every scope check, as imported records without scopes do. */
  scopes: string[] | null;
  metadata: string | null;
  restrictions: TokenRestrictions | null;
  /** As stored; whoever reads it must deny everything when it does not make sense. */
  permissions: unknown;
  expiresAt: number | null;
  ip: string | null;
  remoteAddress: string | null;
  createdAt: number;
  lastUsedAt: number | null;
  lastUsedFrom: string | null;
  /** Since when agents are refused that call with it; null where they are not. */
  pausedAt: number | null;
}

export interface TokenRestrictions {
  addresses?: string[] | null | false;
  referrers?: string[] | null | false;
  rateLimit?: { maxRequests: number; timeWindow: number } | null | false;
}

export async function findToken(db: Db, id: string): Promise<TokenRecord | undefined> {
  const row = await db.sql.selectFrom("tokens").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toRecord(row);
}

/** Those of the ids that are ids of tokens that have not expired. */
export async function findLiveTokenIds(db: Db, ids: readonly string[], now: number): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.sql
    .selectFrom("tokens")
    .select("id")
    .where("id", "in", [...ids])
    .where((e) => e.or([e("expiresAt", "is", null), e("expiresAt", ">", now)]))
    .execute();
  return rows.map(({ id }) => id);
}

/** False when a token with this id exists already. */
export async function insertToken(db: Db, token: TokenRecord): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db.sql
    .insertInto("tokens")
    .values({
      ...token,
      scopes: token.scopes && JSON.stringify(token.scopes),
      restrictions: token.restrictions && JSON.stringify(token.restrictions),
      permissions:
        token.permissions === null || token.permissions === undefined ? null : JSON.stringify(token.permissions),
    })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Hints `token:<id>`, since what the token opened ends with it. */
export async function deleteToken(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql.deleteFrom("tokens").where("id", "=", id).executeTakeFirst();
  if (numDeletedRows > 0n) db.hint(`token:${id}`);
  return numDeletedRows > 0n;
}

/** Refuses agents that call with a token from `at` on, or lets them again. False when there is none. Hints `agent:<id>`. */
export async function pauseToken(db: Db, id: string, at: number | null): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("tokens")
    .set({ pausedAt: at })
    .where("id", "=", id)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) db.hint(`agent:${id}`);
  return numUpdatedRows > 0n;
}

/** Lets a token end at `at`, or when it was to end already, if that is earlier: what it is now. Undefined when there is none. */
export async function endToken(db: Db, id: string, at: number): Promise<number | undefined> {
  const row = await db.sql
    .updateTable("tokens")
    .set((e) => ({ expiresAt: e.case().when("expiresAt", "<", at).then(e.ref("expiresAt")).else(at).end() }))
    .where("id", "=", id)
    .returning("expiresAt")
    .executeTakeFirst();
  return row?.expiresAt ?? undefined;
}

export async function deleteTokensOfAccount(db: Db, account: string): Promise<void> {
  await db.sql.deleteFrom("tokens").where("account", "=", account).execute();
}

export async function deleteExpiredTokens(db: Db, now: number): Promise<void> {
  await db.sql.deleteFrom("tokens").where("expiresAt", "<=", now).execute();
}

/**
 * The tokens that end after `now` and by `until`, those first that end first. Not those in whose place there is a newer one
 * of the same name that goes on for longer, as after a rotation.
 */
export async function listTokensThatEnd(
  db: Db,
  { now, until }: { now: number; until: number },
): Promise<{ id: string; description: string; expiresAt: number }[]> {
  const rows = await db.sql
    .selectFrom("tokens")
    .select(["id", "description", "expiresAt"])
    .where("expiresAt", ">", now)
    .where("expiresAt", "<=", until)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("tokens as newer")
            .select("newer.id")
            .whereRef("newer.description", "=", "tokens.description")
            .where((n) =>
              n.or([
                n("newer.account", "=", n.ref("tokens.account")),
                n.and([n("newer.account", "is", null), n("tokens.account", "is", null)]),
              ]),
            )
            .whereRef("newer.createdAt", ">", "tokens.createdAt")
            .where("newer.description", "!=", "")
            .where((n) => n.or([n("newer.expiresAt", "is", null), n("newer.expiresAt", ">", until)])),
        ),
      ),
    )
    .orderBy("expiresAt")
    .orderBy("id")
    .execute();
  return rows.map(({ expiresAt, ...token }) => ({ ...token, expiresAt: expiresAt ?? 0 }));
}

export async function countTokens(db: Db): Promise<number> {
  const { count } = await db.sql
    .selectFrom("tokens")
    .select((e) => e.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function listTokens(
  db: Db,
  filter: { account: string | undefined; query: string | undefined; scope?: string; limit: number; offset: number },
): Promise<{ total: number; tokens: TokenRecord[] }> {
  const query = filter.query ?? "";
  const matching = db.sql
    .selectFrom("tokens")
    .$if(filter.account !== undefined, (q) => q.where("account", "=", filter.account ?? ""))
    .$if(filter.scope !== undefined, (q) => q.where(contains("scopes", JSON.stringify(filter.scope))))
    .$if(filter.query !== undefined, (q) =>
      q.where((e) => e.or([contains("id", query), contains("description", query), contains("account", query)])),
    );
  const { total } = await matching.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await matching.selectAll().orderBy("id", "desc").limit(filter.limit).offset(filter.offset).execute();
  return { total: Number(total), tokens: rows.map(toRecord) };
}

export async function saveTokenUse(db: Db, id: string, use: { at: number; from: string | null }): Promise<void> {
  await db.sql.updateTable("tokens").set({ lastUsedAt: use.at, lastUsedFrom: use.from }).where("id", "=", id).execute();
}

interface TokenRow extends Omit<TokenRecord, "scopes" | "restrictions" | "permissions"> {
  scopes: string | null;
  restrictions: string | null;
  permissions: string | null;
}

function toRecord(row: TokenRow): TokenRecord {
  return {
    ...row,
    scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as string[]),
    restrictions: row.restrictions === null ? null : (JSON.parse(row.restrictions) as TokenRestrictions),
    permissions: row.permissions === null ? null : (JSON.parse(row.permissions) as unknown),
  };
}
