import type { Kysely } from "kysely";
import { StartError } from "../core/errors.ts";
import { keyFile, readKeyFile } from "./key-file.ts";
import type { Tables } from "./schema.ts";
import { unwrapDataKey, wrapDataKey } from "./vault.ts";

export interface SecretChange {
  /** What is configured now; undefined means the key file, which is made if need be. */
  secret: string | undefined;
  dataDir: string;
  /** Secrets that may have been used before, in the order in which they are tried. */
  former: readonly string[];
}

/**
 * Has the data keys open with the present secret, and with no other. What was sealed with them stays as it is. Returns how
 * many keys were wrapped anew. Throws StartError, having changed nothing, when one opens with none of the secrets.
 */
export async function changeSecret(db: Kysely<Tables>, { secret, dataDir, former }: SecretChange): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const rows = await tx.selectFrom("dataKeys").selectAll().execute();
    const file = await readKeyFile(dataDir);
    const present =
      secret ?? file ?? (former.length > 0 ? await keyFile(dataDir, true) : await keyFile(dataDir, false));
    const tried = [...new Set([...former, ...(file === null ? [] : [file])])];
    let changed = 0;
    for (const row of rows) {
      if ((await unwrapDataKey(row, present)) !== null) continue;
      const keys = await Promise.all(tried.map((one) => unwrapDataKey(row, one)));
      const key = keys.find((one) => one !== null);
      if (key === undefined || key === null)
        throw new StartError(
          tried.length === 0
            ? "The present secret does not open this database. Name the one from before with --decrypt."
            : "Neither the present secret nor one of those that --decrypt names opens this database.",
        );
      const { salt, wrapped } = await wrapDataKey(row.id, key, present);
      await tx.updateTable("dataKeys").set({ salt, wrapped }).where("id", "=", row.id).execute();
      changed++;
    }
    return changed;
  });
}
