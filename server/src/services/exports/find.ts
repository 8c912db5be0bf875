import { PosthornError } from "../../core/errors.ts";
import { type ExportRecord, findExport } from "../../storage/exports.ts";
import type { Db } from "../../storage/storage.ts";

/** An export of this account; else `not_found`. */
export async function findExportOf(
  db: Db,
  { account, exportId }: { account: string; exportId: string },
): Promise<ExportRecord> {
  const found = await findExport(db, exportId);
  if (found === undefined || found.account !== account) throw new PosthornError("not_found", "Export not found");
  return found;
}
