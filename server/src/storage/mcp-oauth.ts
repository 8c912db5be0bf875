import { createHash } from "node:crypto";
import type { McpAccess } from "@posthorn/contracts/mcp-levels";
import type { Selectable } from "kysely";
import type { McpClientsTable } from "./schema.ts";
import type { Db } from "./storage.ts";
import { deleteToken } from "./tokens.ts";

/** A program that registered itself. */
export interface McpClientRecord {
  id: string;
  /** As it names itself. */
  name: string | null;
  redirectUris: string[];
  createdAt: number;
  /** When somebody gave it access last. */
  approvedAt: number | null;
  expiresAt: number;
}

/** What somebody gave, until the client comes with the code. */
export interface McpCodeGrant extends McpAccess {
  redirectUri: string;
  /** SHA-256 of what the client has to know, in base64url (RFC 7636). */
  challenge: string;
  resource: string | null;
  account: string | null;
  /** The id of the user who approved. */
  user: string;
}

/** Clients that nobody has approved yet: more than these are not kept, however many strangers register. */
const MOST_UNAPPROVED = 10_000;

/** Adds a client; where there are too many without approval, the oldest of those go. */
export async function insertMcpClient(tx: Db, client: McpClientRecord): Promise<void> {
  const { waiting } = await tx.sql
    .selectFrom("mcpClients")
    .select((e) => e.fn.countAll<number>().as("waiting"))
    .where("approvedAt", "is", null)
    .executeTakeFirstOrThrow();
  const surplus = Number(waiting) + 1 - MOST_UNAPPROVED;
  if (surplus > 0)
    await tx.sql
      .deleteFrom("mcpClients")
      .where("id", "in", (e) =>
        e.selectFrom("mcpClients").select("id").where("approvedAt", "is", null).orderBy("createdAt").limit(surplus),
      )
      .execute();
  await tx.sql
    .insertInto("mcpClients")
    .values({ ...client, redirectUris: JSON.stringify(client.redirectUris) })
    .execute();
}

/** Undefined when it is unknown, or was not used for too long. */
export async function findMcpClient(db: Db, id: string, now: number): Promise<McpClientRecord | undefined> {
  const row = await db.sql
    .selectFrom("mcpClients")
    .selectAll()
    .where("id", "=", id)
    .where("expiresAt", ">", now)
    .executeTakeFirst();
  return row && toRecord(row);
}

/** Notes that somebody gave a client access, and keeps it until `expiresAt`. */
export async function noteMcpApproval(db: Db, id: string, now: number, expiresAt: number): Promise<void> {
  await db.sql.updateTable("mcpClients").set({ approvedAt: now, expiresAt }).where("id", "=", id).execute();
}

const codeIdOf = (code: string) => createHash("sha256").update(code).digest("hex");

/** Keeps what a code stands for; of the code itself only its hash. */
export async function insertMcpCode(
  db: Db,
  { code, client, grant, expiresAt }: { code: string; client: string; grant: McpCodeGrant; expiresAt: number },
): Promise<void> {
  await db.sql
    .insertInto("mcpCodes")
    .values({ id: codeIdOf(code), client, grant: JSON.stringify(grant), usedAt: null, token: null, expiresAt })
    .execute();
}

/** Uses a code up: of several that bring it, one gets what it stands for. Undefined when it is unknown, used or too old. */
export async function takeMcpCode(
  tx: Db,
  code: string,
  now: number,
): Promise<{ client: string; grant: McpCodeGrant } | undefined> {
  const row = await tx.sql
    .updateTable("mcpCodes")
    .set({ usedAt: now })
    .where("id", "=", codeIdOf(code))
    .where("usedAt", "is", null)
    .where("expiresAt", ">", now)
    .returning(["client", "grant"])
    .executeTakeFirst();
  return row && { client: row.client, grant: JSON.parse(row.grant) as McpCodeGrant };
}

/** Says which token came of a code. */
export async function noteTokenOfMcpCode(tx: Db, code: string, token: string): Promise<void> {
  await tx.sql.updateTable("mcpCodes").set({ token }).where("id", "=", codeIdOf(code)).execute();
}

/** Revokes what came of a code that is brought a second time (RFC 6749 section 4.1.2); whether there was something. */
export async function revokeTokenOfMcpCode(tx: Db, code: string, client: string): Promise<boolean> {
  const row = await tx.sql
    .selectFrom("mcpCodes")
    .select("token")
    .where("id", "=", codeIdOf(code))
    .where("client", "=", client)
    .executeTakeFirst();
  return row?.token != null && deleteToken(tx, row.token);
}

/** Forgets clients that nobody approved for long, and codes that are over. */
export async function deleteExpiredMcpOAuth(db: Db, now: number): Promise<void> {
  for (const table of ["mcpClients", "mcpCodes"] as const)
    await db.sql.deleteFrom(table).where("expiresAt", "<=", now).execute();
}

const toRecord = ({ redirectUris, ...row }: Selectable<McpClientsTable>): McpClientRecord => ({
  ...row,
  redirectUris: JSON.parse(redirectUris) as string[],
});
