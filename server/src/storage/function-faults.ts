import { timeSortedId } from "../core/ids.ts";
import type { Db } from "./storage.ts";

export interface FunctionFaultRecord {
  type: "filter" | "map";
  /** The beginning of the JSON that the function was given. */
  payload: string;
  error: { kind: string; message: string; line?: number; column?: number };
  createdAt: number;
}

/** Faults that are kept of an endpoint. */
const KEPT = 20;
const MOST_PAYLOAD = 10_000;

/** Notes what went wrong in a function of an endpoint; the newest are kept. */
export async function insertFunctionFault(db: Db, endpoint: string, fault: FunctionFaultRecord): Promise<void> {
  await db.sql
    .insertInto("functionFaults")
    .values({
      id: timeSortedId(fault.createdAt),
      endpoint,
      type: fault.type,
      payload: fault.payload.slice(0, MOST_PAYLOAD),
      error: JSON.stringify(fault.error),
      createdAt: fault.createdAt,
    })
    .execute();
  await db.sql
    .deleteFrom("functionFaults")
    .where("endpoint", "=", endpoint)
    .where("id", "not in", (q) =>
      q.selectFrom("functionFaults").select("id").where("endpoint", "=", endpoint).orderBy("id", "desc").limit(KEPT),
    )
    .execute();
}

/** Newest first. */
export async function listFunctionFaults(db: Db, endpoint: string): Promise<FunctionFaultRecord[]> {
  const rows = await db.sql
    .selectFrom("functionFaults")
    .selectAll()
    .where("endpoint", "=", endpoint)
    .orderBy("id", "desc")
    .execute();
  return rows.map(({ type, payload, error, createdAt }) => ({
    type: type as FunctionFaultRecord["type"],
    payload,
    error: JSON.parse(error) as FunctionFaultRecord["error"],
    createdAt,
  }));
}
