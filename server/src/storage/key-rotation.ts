/**
 * Puts a new data key in place of all others, while everything goes on:
 *
 *   announced   the new key is in the database. It seals only after every process had time to see it.
 *   passes      every sealed value is looked at, portion by portion, and sealed anew where it was not sealed with the
 *               new key. A look that began when nobody could seal with an old key any more, and found nothing, was
 *               the last one.
 *   finished    the old keys are deleted. What was sealed with them, in a backup say, can be opened only with the copy
 *               of them that is there.
 *
 * All progress is in the database, so that any process may go on with it, at any time, several at once.
 */
import { type Kysely, type Selectable, sql } from "kysely";
import { PosthornError } from "../core/errors.ts";
import { KEYS_GOOD_FOR_MS, KEYS_SEEN_EVERY_MS } from "./open-vault.ts";
import type { Tables } from "./schema.ts";
import { SEALED, type SealedPlace } from "./sealed-places.ts";
import type { Db, Storage } from "./storage.ts";
import { Vault, type WrappedKey } from "./vault.ts";

/** How long others are given; counted from the moment the new key seals. */
export interface RotationPace {
  /** Before that moment: until every process has seen the new key. */
  announceMs: number;
  /** Until every process seals with it, or nothing. */
  switchedMs: number;
  /** Until what was sealed before that is committed, too. */
  settledMs: number;
}

export const ROTATION_PACE: RotationPace = {
  announceMs: 3 * KEYS_SEEN_EVERY_MS,
  switchedMs: KEYS_GOOD_FOR_MS,
  // A statement ends after a minute at the latest, and transactions wait for nothing else.
  settledMs: 3 * KEYS_GOOD_FOR_MS,
};

export interface KeyRotation {
  key: string;
  startedAt: number;
  finishedAt: number | null;
  /** `waiting` until something may be done, `working`, `finished`, or `incomplete`: some values could not be opened, so the old keys stay. */
  state: "waiting" | "working" | "finished" | "incomplete";
  /** When it goes on, while it waits (epoch ms). */
  waitsUntil: number | null;
  resealed: number;
  failed: number;
  /** The first values that could not be opened, as `table id`. */
  failures: string[];
}

const PLACES: readonly SealedPlace[] = Object.values(SEALED);
/** Values that are looked at in one transaction; of those that hold bytes one, since it may be a whole message. */
const PORTION = 100;
const MOST_FAILURES = 20;

/** The rotation that was begun last; null when there was none. */
export async function findKeyRotation(
  storage: Storage,
  pace: RotationPace = ROTATION_PACE,
): Promise<KeyRotation | null> {
  const row = await storage.sql
    .selectFrom("keyRotations")
    .selectAll()
    .orderBy("startedAt", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const waitsUntil = row.finishedAt === null ? waitOf(row, await sealsFrom(storage.sql, row.key), pace) : null;
  const now = await storage.clock();
  return {
    key: row.key,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    state:
      row.finishedAt !== null
        ? row.failed > 0
          ? "incomplete"
          : "finished"
        : waitsUntil !== null && waitsUntil > now
          ? "waiting"
          : "working",
    waitsUntil: waitsUntil !== null && waitsUntil > now ? waitsUntil : null,
    resealed: row.resealed,
    failed: row.failed,
    failures: JSON.parse(row.failures) as string[],
  };
}

/** Begins a rotation to a key that was wrapped by the present secret. Throws `conflict` while one is under way. */
export async function beginKeyRotation(
  storage: Storage,
  key: WrappedKey,
  pace: RotationPace = ROTATION_PACE,
): Promise<void> {
  const now = await storage.clock();
  await storage.transaction(async (tx) => {
    const running = await tx.sql
      .selectFrom("keyRotations")
      .select("key")
      .where("finishedAt", "is", null)
      .executeTakeFirst();
    if (running !== undefined) throw new PosthornError("conflict", "The data key is being changed already");
    await tx.sql
      .insertInto("dataKeys")
      .values({ ...key, createdAt: now, sealsFrom: now + pace.announceMs })
      .execute();
    await tx.sql
      .insertInto("keyRotations")
      .values({ key: key.id, startedAt: now, found: 0, resealed: 0, failed: 0, failures: "[]" })
      .execute();
  });
  await storage.lookForKeys();
}

/** Does the next portion of a rotation that is under way. Null when there is none. */
export async function continueKeyRotation(
  storage: Storage,
  pace: RotationPace = ROTATION_PACE,
): Promise<KeyRotation | null> {
  const before = await findKeyRotation(storage, pace);
  if (before === null || before.finishedAt !== null) return null;
  const now = await storage.clock();
  if (before.state === "working") await storage.transaction((tx) => workOn(tx, before.key, now, pace));
  const after = await findKeyRotation(storage, pace);
  if (after?.finishedAt != null) await storage.lookForKeys();
  return after;
}

type Progress = Pick<Selectable<Tables["keyRotations"]>, "passStartedAt" | "place" | "found" | "failed">;

/** When it goes on: the first look when everybody seals with the new key, one that may be the last when that is settled. */
function waitOf({ passStartedAt, place, found, failed }: Progress, from: number, pace: RotationPace): number {
  const isFirst = passStartedAt === null;
  const isBetween = place === null && passStartedAt !== null && found === failed;
  return from + (isFirst ? pace.switchedMs : isBetween ? pace.settledMs : 0);
}

async function sealsFrom(db: Kysely<Tables>, key: string): Promise<number> {
  const row = await db.selectFrom("dataKeys").select("sealsFrom").where("id", "=", key).executeTakeFirst();
  return row?.sealsFrom ?? 0;
}

/** One portion, kept from others who work on the same. */
async function workOn(tx: Db, key: string, now: number, pace: RotationPace): Promise<void> {
  const row = await tx.sql
    .selectFrom("keyRotations")
    .selectAll()
    .where("key", "=", key)
    .where("finishedAt", "is", null)
    .$if(tx.engine.canSkipLocked, (q) => q.forUpdate())
    .executeTakeFirst();
  if (row === undefined) return;
  const from = await sealsFrom(tx.sql, key);
  if (now < waitOf(row, from, pace)) return;
  const update = (change: Partial<Tables["keyRotations"]>) =>
    tx.sql.updateTable("keyRotations").set(change).where("key", "=", key).execute();

  const place = row.place === null ? PLACES[0] : PLACES.find((one) => nameOf(one) === row.place);
  if (place === undefined) throw new Error(`There is no sealed place ${row.place}`);
  const isNew = row.place === null;
  const passStartedAt = isNew ? now : row.passStartedAt;
  const { last, found, resealed, failures } = await reseal(tx, place, isNew ? null : row.after, key);
  const sum = {
    passStartedAt,
    found: (isNew ? 0 : row.found) + found,
    resealed: row.resealed + resealed,
    failed: (isNew ? 0 : row.failed) + failures.length,
    failures: JSON.stringify(
      [...(isNew ? [] : (JSON.parse(row.failures) as string[])), ...failures].slice(0, MOST_FAILURES),
    ),
  };
  const next = last === null ? PLACES[PLACES.indexOf(place) + 1] : place;
  if (next !== undefined) return void (await update({ ...sum, place: nameOf(next), after: last }));
  await update({ ...sum, place: null, after: null });
  // What could not be opened now can't be opened later.
  const isSettled = (passStartedAt ?? now) >= from + pace.settledMs;
  if (!isSettled || sum.found > sum.failed) return;
  await update({ finishedAt: now });
  if (sum.failed === 0) await retireOthers(tx.sql, key);
}

async function retireOthers(db: Kysely<Tables>, key: string): Promise<void> {
  const { first } = await db
    .selectFrom("dataKeys")
    .select((e) => e.fn.min("createdAt").as("first"))
    .executeTakeFirstOrThrow();
  await db.updateTable("dataKeys").set({ createdAt: first }).where("id", "=", key).execute();
  await db.deleteFrom("dataKeys").where("id", "!=", key).execute();
}

const nameOf = ({ table, column }: SealedPlace) => `${table}.${column}`;

/** Looks at the next rows of a place. `last` is null when there are no more. */
async function reseal(
  { sql: db, vault }: Db,
  { table, column, key: keyColumn, isBytes, purpose }: SealedPlace,
  after: string | null,
  current: string,
): Promise<{ last: string | null; found: number; resealed: number; failures: string[] }> {
  const limit = isBytes ? 1 : PORTION;
  const from = sql.table(table);
  const key = sql.ref<string>(keyColumn);
  const value = sql.ref<string | Uint8Array | null>(column);
  const { rows } = await sql<{ key: string; value: string | Uint8Array | null }>`
    select ${key} as "key", ${value} as "value" from ${from}
    ${after === null ? sql`` : sql`where ${key} > ${after}`} order by ${key} limit ${limit}`.execute(db);
  let found = 0;
  let resealed = 0;
  const failures: string[] = [];
  for (const row of rows) {
    const sealedWith = row.value === null ? null : Vault.keyOf(row.value);
    if (row.value === null || sealedWith === null || sealedWith === current) continue;
    found++;
    let anew: string | Buffer;
    try {
      anew =
        typeof row.value === "string"
          ? vault.seal(vault.open(row.value, purpose(row.key)), purpose(row.key))
          : vault.sealBytes(vault.openBytes(row.value, purpose(row.key)), purpose(row.key));
    } catch (error) {
      if (error instanceof PosthornError) throw error;
      failures.push(`${table} ${row.key}`);
      continue;
    }
    // Not if somebody wrote it meanwhile.
    await sql`update ${from} set ${value} = ${anew} where ${key} = ${row.key} and ${value} = ${row.value}`.execute(db);
    resealed++;
  }
  return { last: rows.length < limit ? null : (rows.at(-1)?.key ?? null), found, resealed, failures };
}
