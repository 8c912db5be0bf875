import type { Selectable } from "kysely";
import type { WebhookEndpoint } from "../core/webhook-endpoint.ts";
import type { Tables } from "./schema.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

/** Older ones are forgotten: a program that changes a function each minute fills no disk. */
export const VERSIONS_KEPT = 100;

/** Somebody who signed in. */
export interface Author {
  readonly id: string;
  readonly name: string;
}

/** The functions that an endpoint had since `createdAt`, until the next version. */
export interface EndpointVersion {
  version: number;
  fn: string | null;
  map: string | null;
  /** Null where it was nobody who signed in, or nobody knows. */
  author: Author | null;
  createdAt: number;
}

type Functions = Pick<WebhookEndpoint, "fn" | "map">;
type Row = Selectable<Tables["webhookEndpointVersions"]>;

/**
 * Keeps the functions that an endpoint has from now on as its newest version, if they are others than those that are known,
 * and forgets what is too old. The endpoint is locked, or new. Returns the number of the present version; 0 where it never
 * had functions.
 */
export async function keepEndpointVersion(
  tx: Db,
  known: WebhookEndpoint | null,
  { id, fn, map }: Functions & { id: string },
  { author, now }: { author: Author | null; now: number },
): Promise<number> {
  const before = known ?? { fn: null, map: null };
  const unkept = known && unkeptVersion(known);
  let version = await newestVersion(tx, id);
  if (before.fn === fn && before.map === map) return version || (unkept?.version ?? 0);
  if (version === 0 && unkept !== null) {
    await insertVersion(tx, id, unkept);
    version = unkept.version;
  }
  version += 1;
  await insertVersion(tx, id, { version, fn, map, author, createdAt: now });
  await tx.sql
    .deleteFrom("webhookEndpointVersions")
    .where("endpoint", "=", id)
    .where("version", "<=", version - VERSIONS_KEPT)
    .execute();
  return version;
}

/** A version of the functions of an endpoint, if it is kept. */
export async function findEndpointVersion(
  db: Db,
  endpoint: WebhookEndpoint,
  version: number,
): Promise<EndpointVersion | undefined> {
  const row = await versionsOf(db, endpoint.id).selectAll().where("version", "=", version).executeTakeFirst();
  if (row !== undefined) return { ...entryOf(row), ...functionsIn(db, row) };
  const unkept = unkeptVersion(endpoint);
  return unkept?.version === version && (await newestVersion(db, endpoint.id)) === 0 ? unkept : undefined;
}

/** Those that are kept, without the functions; the newest first. */
export async function listEndpointVersions(
  db: Db,
  endpoint: WebhookEndpoint,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; versions: Omit<EndpointVersion, keyof Functions>[] }> {
  const found = versionsOf(db, endpoint.id);
  const { total } = await found.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  if (Number(total) === 0) {
    const unkept = unkeptVersion(endpoint);
    return { total: unkept ? 1 : 0, versions: unkept && offset === 0 ? [unkept] : [] };
  }
  const rows = await found
    .select(["version", "user", "userName", "createdAt"])
    .orderBy("version", "desc")
    .limit(limit)
    .offset(offset)
    .execute();
  return { total: Number(total), versions: rows.map(entryOf) };
}

/** Forgets all functions that an endpoint had. It is gone already in this transaction, so that nobody adds a version meanwhile. */
export async function deleteEndpointVersions(tx: Db, endpoint: string): Promise<void> {
  await tx.sql.deleteFrom("webhookEndpointVersions").where("endpoint", "=", endpoint).execute();
}

/**
 * The functions that an endpoint has since before versions were kept are its first version, though nothing is written down
 * until they are changed. Null where it has none.
 */
function unkeptVersion({ fn, map, createdAt, updatedAt }: WebhookEndpoint): EndpointVersion | null {
  return fn === null && map === null ? null : { version: 1, fn, map, author: null, createdAt: updatedAt ?? createdAt };
}

const versionsOf = (db: Db, endpoint: string) =>
  db.sql.selectFrom("webhookEndpointVersions").where("endpoint", "=", endpoint);

/** 0 where none is kept. */
async function newestVersion(db: Db, endpoint: string): Promise<number> {
  const row = await versionsOf(db, endpoint).select("version").orderBy("version", "desc").limit(1).executeTakeFirst();
  return row?.version ?? 0;
}

async function insertVersion(
  tx: Db,
  endpoint: string,
  { version, fn, map, author, createdAt }: EndpointVersion,
): Promise<void> {
  const id = `${endpoint} ${version}`;
  const functions = JSON.stringify({ fn, map } satisfies Functions);
  await tx.sql
    .insertInto("webhookEndpointVersions")
    .values({
      id,
      endpoint,
      version,
      functions: tx.vault.seal(functions, SEALED.webhookEndpointVersion.purpose(id)),
      user: author?.id ?? null,
      userName: author?.name ?? null,
      createdAt,
    })
    .execute();
}

const functionsIn = (db: Db, { id, functions }: Pick<Row, "id" | "functions">): Functions =>
  JSON.parse(db.vault.open(functions, SEALED.webhookEndpointVersion.purpose(id))) as Functions;

const entryOf = ({ version, user, userName, createdAt }: Pick<Row, "version" | "user" | "userName" | "createdAt">) => ({
  version,
  author: user === null ? null : { id: user, name: userName ?? user },
  createdAt,
});
