import type { DeliveryCheck } from "@posthorn/contracts/delivery-tests";
import type { Db } from "./storage.ts";

export interface DeliveryTest {
  id: string;
  submission: string;
  messageId: string;
  /** The account that the message was sent to. */
  receiver: string;
  /** What was found out; null until it has arrived. */
  result: DeliveryCheck | null;
  createdAt: number;
}

export async function insertDeliveryTest(db: Db, test: DeliveryTest): Promise<void> {
  await db.sql
    .insertInto("deliveryTests")
    .values({ ...test, result: test.result && JSON.stringify(test.result) })
    .execute();
}

export async function findDeliveryTest(db: Db, id: string): Promise<DeliveryTest | undefined> {
  const row = await db.sql.selectFrom("deliveryTests").selectAll().where("id", "=", id).executeTakeFirst();
  return row && { ...row, result: row.result === null ? null : (JSON.parse(row.result) as DeliveryCheck) };
}

export async function saveDeliveryTestResult(db: Db, id: string, result: DeliveryCheck): Promise<void> {
  await db.sql
    .updateTable("deliveryTests")
    .set({ result: JSON.stringify(result) })
    .where("id", "=", id)
    .execute();
}

export async function deleteDeliveryTestsBefore(db: Db, at: number): Promise<void> {
  await db.sql.deleteFrom("deliveryTests").where("createdAt", "<", at).execute();
}
