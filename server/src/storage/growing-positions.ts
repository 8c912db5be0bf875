import { type Kysely, sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { Tables } from "./schema.ts";

/** Restored from a dump, a log goes on this far ahead: beyond whatever was handed out after the dump was made. */
const AHEAD = 10_000_000_000;

/** The log goes on beyond whatever was handed out: also that of a backup, however long ago it was made. */
export const farAhead = (last: number) => last + AHEAD;

/**
 * To be called when a database is opened. Restored into another server, its transactions are
 * numbered anew, perhaps from lower numbers; an offset then keeps positions growing.
 */
export async function keepPositionsGrowing(sqlOf: Kysely<Tables>, { transactions }: Engine): Promise<void> {
  if (transactions !== null) await sqlOf.transaction().execute((tx) => keepGrowing(tx, transactions, 0));
}

/** The same for a backup that was restored: positions may have been handed out after it was made. */
export async function startFarAhead(tx: Kysely<Tables>, { transactions }: Engine): Promise<void> {
  if (transactions === null) return;
  // Counted for the transactions of another server.
  await tx.updateTable("eventLog").set({ xidOffset: 0 }).execute();
  await keepGrowing(tx, transactions, AHEAD);
}

async function keepGrowing(
  tx: Kysely<Tables>,
  transactions: NonNullable<Engine["transactions"]>,
  ahead: number,
): Promise<void> {
  const { highest } = await tx
    .selectFrom("events")
    .select((e) => e.fn.max("xid").as("highest"))
    .executeTakeFirstOrThrow();
  const { deletedXid } = await tx.selectFrom("eventLog").select("deletedXid").executeTakeFirstOrThrow();
  const used = Math.max(highest ?? 0, deletedXid);
  // Given out only now, so that it is above all that other nodes wrote by then.
  const { present } = await tx
    .selectNoFrom(sql<number>`${sql.raw(transactions.present)}`.as("present"))
    .executeTakeFirstOrThrow();
  const { xidOffset } = await tx.selectFrom("eventLog").select("xidOffset").forUpdate().executeTakeFirstOrThrow();
  if (used === 0 || present + xidOffset > used + ahead) return;
  const offset = used + AHEAD - present;
  await tx.updateTable("eventLog").set({ xidOffset: offset }).execute();
  await sql`alter table ${sql.table("events")} alter column ${sql.ref("xid")} set default ${sql.raw(`${transactions.present} + ${offset}`)}`.execute(
    tx,
  );
}
