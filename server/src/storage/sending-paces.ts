import type { WaitReason } from "@posthorn/contracts/outbox";
import { jobsTopic } from "../core/jobs.ts";
import { NEW_PACE, type Pace } from "../core/pace.ts";
import type { PacedScope } from "../core/waiting.ts";
import type { Db } from "./storage.ts";

const KIND = "message-delivery";

/** What a message waits for by limits of ours. */
const PACED: WaitReason[] = ["rate", "dailyCap", "window", "atOnce"];

/** The paces of scopes, by scope, which nobody else changes until the transaction ends. */
export async function lockPaces(tx: Db, scopes: readonly PacedScope[], now: number): Promise<Map<PacedScope, Pace>> {
  // In one order everywhere, so that nodes do not wait for each other in a circle.
  const sorted = [...scopes].toSorted();
  await tx.sql
    .insertInto("sendingPaces")
    .values(sorted.map((scope) => ({ scope, ...NEW_PACE, usedAt: now })))
    .onConflict((c) => c.column("scope").doNothing())
    .execute();
  const rows = await tx.sql
    .selectFrom("sendingPaces")
    .select(["scope", "nextAt", "singleUntil", "bulkUntil", "day", "sentToday"])
    .where("scope", "in", sorted)
    .orderBy("scope")
    .$if(tx.engine.canSkipLocked, (q) => q.forUpdate())
    .execute();
  return new Map(rows.map(({ scope, ...pace }) => [scope as PacedScope, pace]));
}

export async function writePace(tx: Db, scope: PacedScope, pace: Pace, now: number): Promise<void> {
  await tx.sql
    .updateTable("sendingPaces")
    .set({ ...pace, usedAt: now })
    .where("scope", "=", scope)
    .execute();
}

/** How many messages of a scope are being sent; those of a process that died count until its leases run out. */
export async function countUnderWay(tx: Db, scope: PacedScope, now: number): Promise<number> {
  const { count } = await tx.sql
    .selectFrom("sendingUnderWay")
    .innerJoin("lanes", (join) =>
      join.onRef("lanes.lane", "=", "sendingUnderWay.submission").on("lanes.kind", "=", KIND),
    )
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("sendingUnderWay.scope", "=", scope)
    .where("lanes.leasedUntil", ">=", now)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function noteUnderWay(tx: Db, scopes: readonly PacedScope[], submission: string): Promise<void> {
  if (scopes.length === 0) return;
  await tx.sql
    .insertInto("sendingUnderWay")
    .values(scopes.map((scope) => ({ scope, submission })))
    .onConflict((c) => c.columns(["scope", "submission"]).doNothing())
    .execute();
}

/** A message is no longer under way: the next one of each scope may go, a single one first. */
export async function endUnderWay(
  tx: Db,
  scopes: readonly PacedScope[],
  submission: string,
  now: number,
): Promise<void> {
  if (scopes.length === 0) return;
  await tx.sql.deleteFrom("sendingUnderWay").where("submission", "=", submission).execute();
  for (const scope of scopes) {
    const next = await tx.sql
      .selectFrom("submissions")
      .innerJoin("lanes", (join) => join.onRef("lanes.lane", "=", "submissions.id").on("lanes.kind", "=", KIND))
      .select("submissions.id")
      .where("waitingScope", "=", scope)
      .where("waitingFor", "=", "atOnce")
      .where("lanes.dueAt", ">", now)
      .orderBy((e) => e.case().when("lanes.share", "=", e.ref("submissions.account")).then(0).else(1).end())
      .orderBy("submissions.id")
      .limit(1)
      .executeTakeFirst();
    if (next === undefined) continue;
    await tx.sql
      .updateTable("lanes")
      .set({ dueAt: now })
      .where("kind", "=", KIND)
      .where("lane", "=", next.id)
      .execute();
    await tx.sql.updateTable("jobs").set({ runAt: now }).where("kind", "=", KIND).where("lane", "=", next.id).execute();
    tx.hint(jobsTopic(KIND));
  }
}

/** A message that was counted for its day did not leave. */
export async function giveBackDay(tx: Db, scopes: readonly PacedScope[]): Promise<void> {
  if (scopes.length === 0) return;
  await tx.sql
    .updateTable("sendingPaces")
    .set((e) => ({ sentToday: e("sentToday", "-", 1) }))
    .where("scope", "in", [...scopes])
    .where("sentToday", ">", 0)
    .execute();
}

/** Limits have changed: those who wait by them, of one scope or of all, ask again at `at`. */
export async function askAgain(tx: Db, scope: PacedScope | "all", at: number): Promise<void> {
  const waiting = tx.sql
    .selectFrom("submissions")
    .select("id")
    .where("waitingScope", "is not", null)
    .where("waitingFor", "in", PACED)
    .$if(scope !== "all", (q) => q.where("waitingScope", "=", scope));
  await tx.sql.updateTable("lanes").set({ dueAt: at }).where("kind", "=", KIND).where("lane", "in", waiting).execute();
  await tx.sql.updateTable("jobs").set({ runAt: at }).where("kind", "=", KIND).where("lane", "in", waiting).execute();
  await tx.sql
    .updateTable("submissions")
    .set({ nextAttemptAt: at })
    .where("waitingScope", "is not", null)
    .where("waitingFor", "in", PACED)
    .$if(scope !== "all", (q) => q.where("waitingScope", "=", scope))
    .execute();
  await tx.sql
    .updateTable("sendingPaces")
    .set({ nextAt: 0, singleUntil: 0, bulkUntil: 0 })
    .$if(scope !== "all", (q) => q.where("scope", "=", scope))
    .execute();
  tx.hint(jobsTopic(KIND));
}

/** How many messages wait although their time has come, by why. */
export async function countWaiting(db: Db): Promise<Partial<Record<WaitReason, number>>> {
  const rows = await db.sql
    .selectFrom("submissions")
    .select((e) => ["waitingFor", e.fn.countAll<number>().as("count")])
    .where("waitingScope", "is not", null)
    .groupBy("waitingFor")
    .execute();
  return Object.fromEntries(rows.map(({ waitingFor, count }) => [waitingFor, Number(count)]));
}

/** Forgets paces that were not used since `at`, and what a process that died had under way. */
export async function deletePacesUnusedSince(db: Db, at: number): Promise<void> {
  await db.sql.deleteFrom("sendingPaces").where("usedAt", "<", at).execute();
  await db.sql
    .deleteFrom("sendingUnderWay")
    .where("submission", "not in", (e) => e.selectFrom("lanes").select("lane").where("kind", "=", KIND))
    .execute();
}
