import type { WaitReason } from "@posthorn/contracts/outbox";
import { jobsTopic } from "../core/jobs.ts";
import type { SendingScope } from "../core/waiting.ts";
import type { Db } from "./storage.ts";

/**
 * A hold keeps the mail of an account or a gateway back, or that part of it that goes to one domain, for all nodes. Its row stays when its time is over, so that the
 * first delivery that gets through knows that others wait.
 */
export interface SendingHold {
  scope: SendingScope;
  reason: WaitReason;
  /** Epoch ms; nothing is tried before. */
  until: number;
  /** Holds in a row, this one included. */
  times: number;
}

/** What a message waits for that a hold keeps back. */
const HELD: WaitReason[] = ["login", "throttled"];

/** The topic of the hint that says that holds of a scope have changed. */
export const holdTopic = (scope: SendingScope) => `sending-hold:${scope}`;

export async function findHold(db: Db, scope: SendingScope): Promise<SendingHold | undefined> {
  const row = await db.sql.selectFrom("sendingHolds").selectAll().where("scope", "=", scope).executeTakeFirst();
  return row && row.times > 0 ? (row as unknown as SendingHold) : undefined;
}

/** The hold, which neither changes nor ends before the transaction does. */
export async function lockHold(tx: Db, scope: SendingScope): Promise<SendingHold | undefined> {
  const row = await tx.sql
    .selectFrom("sendingHolds")
    .selectAll()
    .where("scope", "=", scope)
    .where("times", ">", 0)
    .$if(tx.engine.canSkipLocked, (q) => q.forUpdate())
    .executeTakeFirst();
  return row as unknown as SendingHold | undefined;
}

export async function listHolds(db: Db): Promise<SendingHold[]> {
  const rows = await db.sql.selectFrom("sendingHolds").selectAll().where("times", ">", 0).execute();
  return rows as unknown as SendingHold[];
}

/**
 * Begins or renews a hold. False, and no hold, when what it is about was changed after `since`: then the failure is out
 * of date.
 */
export async function placeHold(
  tx: Db,
  { scope, reason, until, since }: Omit<SendingHold, "times"> & { since: number },
): Promise<boolean> {
  await tx.sql
    .insertInto("sendingHolds")
    .values({ scope, reason, until, times: 1, liftedAt: 0 })
    .onConflict((c) =>
      c
        .column("scope")
        .doUpdateSet((e) => ({ reason, until, times: e("sendingHolds.times", "+", 1) }))
        .where("sendingHolds.liftedAt", "<=", since),
    )
    .execute();
  const row = await tx.sql
    .selectFrom("sendingHolds")
    .select("liftedAt")
    .where("scope", "=", scope)
    .executeTakeFirstOrThrow();
  if (row.liftedAt > since) return false;
  tx.hint(holdTopic(scope));
  return true;
}

/**
 * What a hold is about was changed, or works again elsewhere: one message that waits tries it now. When that gets
 * through, the others follow (`endHold`); when it does not, one login was refused and not a thousand.
 */
export async function liftHold(tx: Db, scope: SendingScope, now: number): Promise<void> {
  await allowNow(tx, scope, now);
  const first = await tx.sql
    .selectFrom("submissions")
    .select("id")
    .where("waitingScope", "=", scope)
    .where("waitingFor", "=", "login")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  if (first !== undefined) await wakeWaiting(tx, scope, now, first.id);
}

/** Lets what comes next be tried, and wakes nothing. */
export async function allowNow(tx: Db, scope: SendingScope, now: number): Promise<void> {
  await tx.sql
    .insertInto("sendingHolds")
    .values({ scope, reason: "login", until: 0, times: 0, liftedAt: now })
    .onConflict((c) => c.column("scope").doUpdateSet({ until: 0, liftedAt: now }))
    .execute();
  tx.hint(holdTopic(scope));
}

/** A delivery got through: whoever waits for it goes now. */
export async function endHold(tx: Db, scope: SendingScope, now: number): Promise<void> {
  const { numDeletedRows } = await tx.sql.deleteFrom("sendingHolds").where("scope", "=", scope).executeTakeFirst();
  if (numDeletedRows === 0n) return;
  await wakeWaiting(tx, scope, now);
  tx.hint(holdTopic(scope));
}

/** Lets those who wait for a scope, or only one of them, ask again now. A hold that there is stays. */
export async function wakeWaiting(tx: Db, scope: SendingScope, now: number, only?: string): Promise<void> {
  const waiting = tx.sql
    .selectFrom("submissions")
    .select("id")
    .where("waitingScope", "=", scope)
    .where("waitingFor", "in", HELD)
    .$if(only !== undefined, (q) => q.where("id", "=", only ?? ""));
  const kind = "message-delivery";
  await tx.sql.updateTable("lanes").set({ dueAt: now }).where("kind", "=", kind).where("lane", "in", waiting).execute();
  await tx.sql.updateTable("jobs").set({ runAt: now }).where("kind", "=", kind).where("lane", "in", waiting).execute();
  await tx.sql
    .updateTable("submissions")
    .set({ waitingFor: null, waitingScope: null, nextAttemptAt: now })
    .where("waitingScope", "=", scope)
    .where("waitingFor", "in", HELD)
    .$if(only !== undefined, (q) => q.where("id", "=", only ?? ""))
    .execute();
  tx.hint(jobsTopic(kind));
}

/** Forgets holds that ended before `at` and that nobody came for. */
export async function deleteHoldsBefore(db: Db, at: number): Promise<void> {
  await db.sql.deleteFrom("sendingHolds").where("until", "<", at).where("liftedAt", "<", at).execute();
}
