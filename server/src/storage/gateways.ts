import type { Selectable } from "kysely";
import type { GatewayError } from "@posthorn/contracts/gateways";
import type { SendingLimits } from "@posthorn/contracts/sending-limits";
import type { Tables } from "./schema.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db, Storage } from "./storage.ts";

/** How a relay is reached; sealed in the table. */
export interface GatewayServer {
  host: string;
  port: number;
  secure: boolean;
  requireTLS: boolean;
  /** Without one of them there is no login. */
  user: string | null;
  pass: string | null;
  /** What all that go through it together may send. */
  sending?: SendingLimits | null;
  /** The gateway that is tried when this one can't take a message; it may be gone. */
  fallback?: string | null;
}

export interface GatewayRecord {
  id: string;
  name: string;
  server: GatewayServer;
  deliveries: number;
  lastUseAt: number | null;
  /** Null when the last use was a success. */
  lastError: GatewayError | null;
}

type GatewayRow = Selectable<Tables["gateways"]>;

export async function findGateway(db: Db, id: string): Promise<GatewayRecord | undefined> {
  const row = await db.sql.selectFrom("gateways").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toRecord(db, row);
}

/** By id. */
export async function listGateways(
  db: Db,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; gateways: GatewayRecord[] }> {
  const { total } = await db.sql
    .selectFrom("gateways")
    .select((e) => e.fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await db.sql.selectFrom("gateways").selectAll().orderBy("id").limit(limit).offset(offset).execute();
  return { total: Number(total), gateways: rows.map((row) => toRecord(db, row)) };
}

/** Adds a gateway, or puts it in the place of the one with its id, whose counters stay. */
export async function putGateway(
  db: Db,
  { id, name, server }: Pick<GatewayRecord, "id" | "name" | "server">,
  now: number,
): Promise<void> {
  const sealed = db.vault.seal(JSON.stringify(server), SEALED.gateway.purpose(id));
  await db.sql
    .insertInto("gateways")
    .values({ id, name, server: sealed, deliveries: 0, lastUseAt: null, lastError: null, createdAt: now })
    .onConflict((c) => c.column("id").doUpdateSet({ name, server: sealed }))
    .execute();
}

/** Returns whether there was one. */
export async function deleteGateway(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql.deleteFrom("gateways").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Adds deliveries to what gateways counted, and notes what came of the last use of each. */
export async function noteGatewayUses(
  storage: Storage,
  uses: ReadonlyMap<string, Pick<GatewayRecord, "deliveries" | "lastError"> & { lastUseAt: number }>,
): Promise<void> {
  await storage.transaction(async (tx) => {
    // In one order everywhere, so that nodes do not wait for each other in a circle.
    for (const [id, { deliveries, lastUseAt, lastError }] of [...uses].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      await tx.sql
        .updateTable("gateways")
        .set((e) => ({
          deliveries: e("deliveries", "+", deliveries),
          lastUseAt,
          lastError: lastError && JSON.stringify(lastError),
        }))
        .where("id", "=", id)
        .execute();
  });
}

const toRecord = (db: Db, row: GatewayRow): GatewayRecord => ({
  id: row.id,
  name: row.name,
  server: JSON.parse(db.vault.open(row.server, SEALED.gateway.purpose(row.id))) as GatewayServer,
  deliveries: Number(row.deliveries),
  lastUseAt: row.lastUseAt,
  lastError: row.lastError === null ? null : (JSON.parse(row.lastError) as GatewayError),
});
