import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Kysely, sql } from "kysely";
import type { Config } from "../../config/load.ts";
import { openSnapshot } from "../../storage/backup/open-snapshot.ts";
import type { Engine } from "../../storage/engine.ts";
import { keyFilePath, readKeyFile } from "../../storage/key-file.ts";
import { migrationNames } from "../../storage/migrate.ts";
import { openEngine } from "../../storage/storage.ts";
import type { Tables } from "../../storage/schema.ts";
import { unwrapDataKey } from "../../storage/vault.ts";
import { type Finding, ok, problem, reasonOf, warning } from "./finding.ts";

const OLDEST_POSTGRES = 130_000;

export interface DatabaseCheck {
  findings: Finding[];
  /** Whether there is one at all; false only where it would be made. */
  isThere: boolean;
  /** Whether it is as this version of the program has it, and opens with the present secret: then it may be opened without changing it. */
  canOpen: boolean;
}

/** The database, without changing anything in it. */
export async function checkDatabase({ storage }: Config): Promise<DatabaseCheck> {
  const area = "database";
  const isSqlite = !/^postgres(ql)?:/.test(storage.database);
  if (isSqlite && (await stat(storage.database).catch(() => null)) === null)
    return {
      findings: [
        warning(area, `There is no database at ${resolve(storage.database)}`, "It is made at the first start."),
      ],
      isThere: false,
      canOpen: false,
    };
  let migrations: readonly string[];
  try {
    const snapshot = await openSnapshot(storage.database);
    migrations = snapshot.migrations;
    await snapshot.close();
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    return {
      findings: [
        problem(
          area,
          `The database can't be opened: ${reasonOf(cause)}`,
          isSqlite
            ? "See whether the file belongs to the user of Posthorn. If it is damaged, restore a backup."
            : "See whether PostgreSQL runs, and whether POSTHORN_DATABASE_URL names host, user, password and database rightly.",
        ),
      ],
      isThere: true,
      canOpen: false,
    };
  }
  if (migrations.length === 0)
    return {
      findings: [warning(area, "The database is empty", "It is filled at the first start.")],
      isThere: false,
      canOpen: false,
    };
  const { engine, kysely } = await openEngine(storage);
  try {
    const versions = checkVersion(migrations, migrationNames(engine));
    const key = await checkKey(kysely, storage);
    const findings = [
      ...versions,
      ...key,
      ...(isSqlite ? await checkSqlite(kysely) : await checkPostgres(kysely, engine)),
    ];
    return {
      findings: findings.length > 0 ? findings : [ok(area, await describe(kysely, engine))],
      isThere: true,
      canOpen: versions.length === 0 && key.length === 0,
    };
  } finally {
    await kysely.destroy();
    await engine.close();
  }
}

async function describe(kysely: Kysely<Tables>, engine: Engine): Promise<string> {
  const { rows } = await sql<{ version: string }>`${sql.raw(engine.versionQuery)}`.execute(kysely);
  return `${rows[0]?.version ?? engine.name}, up to date, and it opens with the present secret`;
}

function checkVersion(there: readonly string[], ours: readonly string[]): Finding[] {
  if (there.some((name) => !ours.includes(name)))
    return [
      problem(
        "database",
        "The database was brought up to date by a newer version of Posthorn",
        "Use that version, or restore the backup from before the upgrade.",
      ),
    ];
  return there.length === ours.length
    ? []
    : [
        warning(
          "database",
          "The database comes from an older version of Posthorn",
          "It is brought up to date at the next start. Make a backup before: posthorn backup FILE",
        ),
      ];
}

async function checkKey(kysely: Kysely<Tables>, { secret, dataDir }: Config["storage"]): Promise<Finding[]> {
  const file = await readKeyFile(dataDir);
  const present = [secret, file].filter((one) => one !== undefined && one !== null);
  if (present.length === 0)
    return [
      problem(
        "key",
        `Neither is there a secret nor the key file ${keyFilePath(dataDir)}`,
        "Put the key file back, or set POSTHORN_SECRET. Without it nobody can read stored passwords.",
      ),
    ];
  for (const row of await kysely.selectFrom("dataKeys").select(["id", "salt", "wrapped"]).execute()) {
    const keys = await Promise.all(present.map((one) => unwrapDataKey(row, one)));
    if (keys.every((key) => key === null))
      return [
        problem(
          "key",
          `The ${secret === undefined ? "key file" : "secret"} is not the one that this database was written with`,
          "Set the former one, or name it: posthorn encrypt --decrypt <former secret>",
        ),
      ];
  }
  return [];
}

async function checkSqlite(kysely: Kysely<Tables>): Promise<Finding[]> {
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(kysely);
  const said = rows[0]?.quick_check ?? "ok";
  return said === "ok"
    ? []
    : [
        problem(
          "database",
          `The file is damaged: ${said}`,
          "Stop the server, keep a copy of the file, and restore a backup.",
        ),
      ];
}

async function checkPostgres(kysely: Kysely<Tables>, engine: Engine): Promise<Finding[]> {
  const findings: Finding[] = [];
  const ask = async (name: string) =>
    (await sql<{ value: string }>`select current_setting(${name}) as value`.execute(kysely)).rows[0]?.value ?? "";
  if (Number(await ask("server_version_num")) < OLDEST_POSTGRES)
    findings.push(
      problem("database", `PostgreSQL ${await ask("server_version")} is too old`, "Use version 13 or newer."),
    );
  if ((await ask("server_encoding")) !== "UTF8")
    findings.push(problem("database", `The database is in ${await ask("server_encoding")}`, "Make one in UTF8."));
  const { isDurable } = await engine.measure();
  if (!isDurable)
    findings.push(
      problem(
        "database",
        "PostgreSQL confirms what a power cut can undo (synchronous_commit is off)",
        "Switch it on: an answered submission has to survive.",
      ),
    );
  return findings;
}
