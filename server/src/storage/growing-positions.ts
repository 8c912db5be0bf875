import { type Kysely, sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { Tables } from "./schema.ts";

/** Restored from a dump, a log goes on this far ahead: beyond whatever was handed out after the dump was made. */
const AHEAD = 10_000_000_000;

/**
 * To be called when a database is opened. Restored into another server, its transactions are
 * numbered anew, perhaps from lower numbers; an offset then keeps positions growing.
 */
export async function keepPositionsGrowing(sqlOf: Kysely<Tables>, { transactions }: Engine): Promise<void> {
  if (transactions === null) return;
  await sqlOf.transaction().execute(async (tx) => {
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
    if (present + xidOffset > used) return;
    const offset = used + AHEAD - present;
    await tx.updateTable("eventLog").set({ xidOffset: offset }).execute();
    await sql`alter table ${sql.table("events")} alter column ${sql.ref("xid")} set default ${sql.raw(`${transactions.present} + ${offset}`)}`.execute(
      tx,
    );
  });
}
