import type { Selectable } from "kysely";
import type { KeyedCertificate } from "../core/certificate.ts";
import type { Tables } from "./schema.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

/** A certificate of our own servers: `acme:<host>` comes from an authority, `manual:<names>` was uploaded. */
export interface CertificateRecord {
  id: string;
  /** Null as long as an order has not come to anything. */
  keyed: KeyedCertificate | null;
  /** When it was ordered last; null for one that was uploaded, or that is to be ordered now. */
  orderedAt: number | null;
  /** Until when somebody is at it. */
  busyUntil: number | null;
  /** Why the last order came to nothing. */
  error: string | null;
  createdAt: number;
}

/** Hinted whenever one of them changed. */
export const CERTIFICATES_TOPIC = "certificates";

/** By id. */
export async function listCertificates(db: Db): Promise<CertificateRecord[]> {
  const rows = await db.sql.selectFrom("certificates").selectAll().orderBy("id").limit(10_000).execute();
  return rows.map((row) => toRecord(db, row));
}

/** Keeps a certificate, in the place of what was under its id. Whether there was something. */
export async function putCertificate(
  db: Db,
  { id, keyed, orderedAt }: Pick<CertificateRecord, "id" | "orderedAt"> & { keyed: KeyedCertificate },
  now: number,
): Promise<boolean> {
  const values = {
    chain: keyed.chain,
    privateKey: db.vault.seal(keyed.privateKey, SEALED.certificate.purpose(id)),
    orderedAt,
    busyUntil: null,
    error: null,
  };
  const known = await db.sql.selectFrom("certificates").select("id").where("id", "=", id).executeTakeFirst();
  await db.sql
    .insertInto("certificates")
    .values({ id, ...values, createdAt: now })
    .onConflict((c) => c.column("id").doUpdateSet(values))
    .execute();
  db.hint(CERTIFICATES_TOPIC);
  return known !== undefined;
}

/** Wants a certificate to be ordered at once; what there is stays until then. */
export async function wantCertificate(db: Db, id: string, now: number): Promise<void> {
  await db.sql
    .insertInto("certificates")
    .values({ id, chain: null, privateKey: null, orderedAt: null, busyUntil: null, error: null, createdAt: now })
    .onConflict((c) => c.column("id").doUpdateSet({ orderedAt: null }))
    .execute();
  db.hint(CERTIFICATES_TOPIC);
}

/** Takes an order upon oneself until `until`; false when somebody else is at it. */
export async function claimOrder(db: Db, id: string, now: number, until: number): Promise<boolean> {
  const { numUpdatedRows } = await db.sql
    .updateTable("certificates")
    .set({ busyUntil: until })
    .where("id", "=", id)
    .where((e) => e.or([e("busyUntil", "is", null), e("busyUntil", "<=", now)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function noteOrderFailed(db: Db, id: string, error: string, now: number): Promise<void> {
  await db.sql
    .updateTable("certificates")
    .set({ busyUntil: null, orderedAt: now, error })
    .where("id", "=", id)
    .execute();
  db.hint(CERTIFICATES_TOPIC);
}

/** Leaves an order to whoever comes next. */
export async function giveOrderBack(db: Db, id: string): Promise<void> {
  await db.sql.updateTable("certificates").set({ busyUntil: null }).where("id", "=", id).execute();
}

/** Whether there was one. */
export async function deleteCertificate(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.sql.deleteFrom("certificates").where("id", "=", id).executeTakeFirst();
  db.hint(CERTIFICATES_TOPIC);
  return numDeletedRows > 0n;
}

/** The key of our account at an authority, in PEM; `made` becomes it where there is none yet. */
export async function acmeAccountKey(db: Db, directory: string, made: () => Promise<string>): Promise<string> {
  const find = async () => {
    const row = await db.sql
      .selectFrom("acmeAccounts")
      .selectAll()
      .where("directory", "=", directory)
      .executeTakeFirst();
    return row && db.vault.open(row.privateKey, SEALED.acmeAccount.purpose(directory));
  };
  const known = await find();
  if (known !== undefined) return known;
  const privateKey = await made();
  await db.sql
    .insertInto("acmeAccounts")
    .values({ directory, privateKey: db.vault.seal(privateKey, SEALED.acmeAccount.purpose(directory)) })
    .onConflict((c) => c.doNothing())
    .execute();
  return (await find()) ?? privateKey;
}

/** What is to be answered to an authority that asks for `token`, on whatever node. */
export async function putChallenge(db: Db, token: string, answer: string, expiresAt: number): Promise<void> {
  await db.sql
    .insertInto("acmeChallenges")
    .values({ token, answer, expiresAt })
    .onConflict((c) => c.column("token").doUpdateSet({ answer, expiresAt }))
    .execute();
}

export async function findChallenge(db: Db, token: string, now: number): Promise<string | undefined> {
  const row = await db.sql
    .selectFrom("acmeChallenges")
    .select("answer")
    .where("token", "=", token)
    .where("expiresAt", ">", now)
    .executeTakeFirst();
  return row?.answer;
}

export async function deleteChallenge(db: Db, token: string): Promise<void> {
  await db.sql.deleteFrom("acmeChallenges").where("token", "=", token).execute();
}

export async function deleteExpiredChallenges(db: Db, now: number): Promise<void> {
  await db.sql.deleteFrom("acmeChallenges").where("expiresAt", "<=", now).execute();
}

const toRecord = (db: Db, { chain, privateKey, ...row }: Selectable<Tables["certificates"]>): CertificateRecord => ({
  ...row,
  keyed:
    chain === null || privateKey === null
      ? null
      : { chain, privateKey: db.vault.open(privateKey, SEALED.certificate.purpose(row.id)) },
});
