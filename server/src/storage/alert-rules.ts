import type { Selectable } from "kysely";
import type { AlertRuleConfig, AlertState, AlertTellingKind } from "../core/alert-rule.ts";
import type { Tables } from "./schema.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

/** The hint that says that a rule is new, or changed. */
export const ALERT_RULES_TOPIC = "alertRules";

/** What arrived. */
export interface AlertTold {
  id: string;
  kind: AlertTellingKind;
  /** Epoch milliseconds. */
  at: number;
  /** Of an email: where it is in the outbox. */
  submission?: string;
}

export interface AlertRuleRecord extends AlertRuleConfig, AlertState {
  id: string;
  name: string;
  enabled: boolean;
  /** Grows whenever it starts afresh. */
  run: number;
  checkedAt: number | null;
  value: number | null;
  lines: string[];
  told: AlertTold | null;
  error: { message: string; at: number } | null;
  createdAt: number;
  updatedAt: number | null;
}

/** As a rule begins, and begins afresh. */
const AFRESH = {
  state: "ok",
  heldSince: null,
  since: null,
  tellingAt: null,
  checkedAt: null,
  value: null,
  lines: null,
} as const;

/** All of them, the oldest first. */
export async function listAlertRules(db: Db): Promise<AlertRuleRecord[]> {
  const rows = await db.sql.selectFrom("alertRules").selectAll().orderBy("id").execute();
  return rows.map((row) => toRecord(db, row));
}

export async function findAlertRule(db: Db, id: string): Promise<AlertRuleRecord | undefined> {
  const row = await db.sql.selectFrom("alertRules").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toRecord(db, row);
}

export async function countAlertRules(db: Db): Promise<{ all: number; firing: number }> {
  const counts = await db.sql
    .selectFrom("alertRules")
    .select((e) => [
      e.fn.countAll<number>().as("all"),
      e.fn.countAll<number>().filterWhere("state", "=", "firing").as("firing"),
    ])
    .executeTakeFirstOrThrow();
  return { all: Number(counts.all), firing: Number(counts.firing) };
}

type Given = AlertRuleConfig & { name: string; enabled: boolean };

export async function insertAlertRule(db: Db, id: string, given: Given, now: number): Promise<void> {
  await db.sql
    .insertInto("alertRules")
    .values({
      id,
      run: 1,
      ...AFRESH,
      ...columnsOf(db, id, given),
      told: null,
      error: null,
      createdAt: now,
      updatedAt: null,
    })
    .execute();
  db.hint(ALERT_RULES_TOPIC);
}

/** Puts what is said of a rule in the place of what was; `isAfresh` also forgets what is known of its condition. */
export async function updateAlertRule(
  db: Db,
  id: string,
  given: Given,
  { isAfresh, now }: { isAfresh: boolean; now: number },
): Promise<void> {
  await db.sql
    .updateTable("alertRules")
    .set((e) => ({
      ...columnsOf(db, id, given),
      updatedAt: now,
      ...(isAfresh && { ...AFRESH, run: e("run", "+", 1), error: null }),
    }))
    .where("id", "=", id)
    .execute();
  db.hint(ALERT_RULES_TOPIC);
}

/** Whether there was one. */
export async function deleteAlertRule(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql.deleteFrom("alertRules").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Takes it upon the caller to look at the rules that nobody looked at since `before`: of several nodes one gets each. */
export async function claimAlertRules(
  db: Db,
  { now, before }: { now: number; before: number },
): Promise<AlertRuleRecord[]> {
  const rows = await db.sql
    .updateTable("alertRules")
    .set({ checkedAt: now })
    .where("enabled", "=", 1)
    .where((e) => e.or([e("checkedAt", "is", null), e("checkedAt", "<=", before)]))
    .returningAll()
    .execute();
  return rows.map((row) => toRecord(db, row));
}

/**
 * Writes what a look found. False, with nothing written, when the rule was changed meanwhile or somebody else took it upon
 * himself to look.
 */
export async function noteAlertLook(
  db: Db,
  { id, run, checkedAt }: Pick<AlertRuleRecord, "id" | "run" | "checkedAt">,
  { state, heldSince, since, tellingAt, value, lines }: AlertState & { value: number; lines: readonly string[] },
): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("alertRules")
    .set({ state, heldSince, since, tellingAt, value, lines: JSON.stringify(lines) })
    .where("id", "=", id)
    .where("run", "=", run)
    .where("enabled", "=", 1)
    .where("checkedAt", "=", checkedAt)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Writes what came of telling, unless the rule started afresh since. */
export async function noteAlertTelling(
  db: Db,
  { id, run }: Pick<AlertRuleRecord, "id" | "run">,
  { told, error }: { told?: AlertTold; error: AlertRuleRecord["error"] },
): Promise<void> {
  await db.sql
    .updateTable("alertRules")
    .set({ error: error && JSON.stringify(error), ...(told && { told: JSON.stringify(told) }) })
    .where("id", "=", id)
    .where("run", "=", run)
    .execute();
}

const columnsOf = (db: Db, id: string, { name, enabled, ...config }: Given) => ({
  name,
  enabled: Number(enabled),
  config: db.vault.seal(JSON.stringify(config satisfies AlertRuleConfig), SEALED.alertRule.purpose(id)),
});

function toRecord(db: Db, { config, lines, told, error, ...row }: Selectable<Tables["alertRules"]>): AlertRuleRecord {
  return {
    ...(JSON.parse(db.vault.open(config, SEALED.alertRule.purpose(row.id))) as AlertRuleConfig),
    ...row,
    enabled: row.enabled === 1,
    state: row.state as AlertState["state"],
    lines: lines === null ? [] : (JSON.parse(lines) as string[]),
    told: told === null ? null : (JSON.parse(told) as AlertTold),
    error: error === null ? null : (JSON.parse(error) as AlertRuleRecord["error"]),
  };
}
