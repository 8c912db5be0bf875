import type { Selectable } from "kysely";
import { contains } from "./like.ts";
import type { Tables } from "./schema.ts";
import type { Db } from "./storage.ts";

export type McpCallRecord = Selectable<Tables["mcpCalls"]>;

/** Writes down calls of tools, once each. */
export async function insertMcpCalls(db: Db, records: readonly McpCallRecord[]): Promise<void> {
  if (records.length === 0) return;
  await db.sql
    .insertInto("mcpCalls")
    .values(records)
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Forgets at most `limit` calls from before `at`; how many went. */
export async function deleteMcpCallsBefore(db: Db, at: number, limit: number): Promise<number> {
  const { numDeletedRows } = await db.sql
    .deleteFrom("mcpCalls")
    .where("id", "in", (q) => q.selectFrom("mcpCalls as old").select("old.id").where("old.at", "<", at).limit(limit))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Calls of tools, newest first. */
export async function listMcpCalls(
  db: Db,
  filter: {
    since: number;
    token: string | undefined;
    account: string | undefined;
    tool: string | undefined;
    outcome: string | undefined;
    limit: number;
    offset: number;
  },
): Promise<{ total: number; calls: McpCallRecord[] }> {
  const { token, account, tool, outcome } = filter;
  const matching = db.sql
    .selectFrom("mcpCalls")
    .where("at", ">=", filter.since)
    .$if(token !== undefined, (q) => q.where("token", "=", token ?? ""))
    .$if(account !== undefined, (q) => q.where("account", "=", account ?? ""))
    .$if(tool !== undefined, (q) => q.where("tool", "=", tool ?? ""))
    .$if(outcome !== undefined, (q) => q.where("outcome", "=", outcome ?? ""));
  const { total } = await matching.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const calls = await matching.selectAll().orderBy("id", "desc").limit(filter.limit).offset(filter.offset).execute();
  return { total: Number(total), calls };
}

/** A token that agents call with, and what they called since a time. */
export interface McpAgentRecord {
  id: string;
  description: string;
  account: string | null;
  /** JSON, as they are stored. */
  scopes: string | null;
  metadata: string | null;
  createdAt: number;
  expiresAt: number | null;
  pausedAt: number | null;
  calls: number;
  failed: number;
  lastAt: number | null;
  lastIp: string | null;
}

/**
 * Tokens with one of `scopes`, and others that called a tool since then; those first that called last. Expired ones
 * are left out.
 */
export async function listMcpAgents(
  db: Db,
  filter: {
    scopes: readonly string[];
    since: number;
    now: number;
    id?: string;
    query: string | undefined;
    limit: number;
    offset: number;
  },
): Promise<{ total: number; agents: McpAgentRecord[] }> {
  const query = filter.query ?? "";
  const matching = db.sql
    .selectFrom("tokens")
    .leftJoin(
      (q) =>
        q
          .selectFrom("mcpCalls")
          .where("at", ">=", filter.since)
          .where("token", "is not", null)
          .select((e) => [
            "token",
            e.fn.countAll<number>().as("calls"),
            e.fn.sum<number>(e.case().when("outcome", "=", "ok").then(e.lit(0)).else(e.lit(1)).end()).as("failed"),
            e.fn.max("id").as("lastId"),
          ])
          .groupBy("token")
          .as("made"),
      (join) => join.onRef("made.token", "=", "tokens.id"),
    )
    .leftJoin("mcpCalls as last", "last.id", "made.lastId")
    .where((e) =>
      e.or([
        ...filter.scopes.map((scope) => contains("tokens.scopes", JSON.stringify(scope))),
        e("made.token", "is not", null),
      ]),
    )
    .where((e) => e.or([e("tokens.expiresAt", "is", null), e("tokens.expiresAt", ">", filter.now)]))
    .$if(filter.id !== undefined, (q) => q.where("tokens.id", "=", filter.id ?? ""))
    .$if(filter.query !== undefined, (q) =>
      q.where((e) =>
        e.or([
          contains("tokens.id", query),
          contains("tokens.description", query),
          contains("tokens.account", query),
          contains("tokens.metadata", query),
        ]),
      ),
    );
  const { total } = await matching.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await matching
    .select([
      "tokens.id",
      "tokens.description",
      "tokens.account",
      "tokens.scopes",
      "tokens.metadata",
      "tokens.createdAt",
      "tokens.expiresAt",
      "tokens.pausedAt",
      "made.calls",
      "made.failed",
      "last.at as lastAt",
      "last.ip as lastIp",
    ])
    .orderBy("made.lastId", (order) => order.desc().nullsLast())
    .orderBy("tokens.createdAt", "desc")
    .orderBy("tokens.id")
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  return {
    total: Number(total),
    agents: rows.map((row) => ({ ...row, calls: Number(row.calls ?? 0), failed: Number(row.failed ?? 0) })),
  };
}
