import { type ExportFiles, removeExport } from "../../storage/export-files.ts";
import { expiredExports, unknownExports } from "../../storage/exports.ts";
import type { Storage } from "../../storage/storage.ts";

/**
 * Removes exports that were kept long enough or that nobody wants, and files that no export knows of.
 * Those only when they are older than any that is kept: they may be of another installation that was
 * given the same folder.
 */
export async function cleanUpExports(storage: Storage, files: ExportFiles, keepMs: number, now: number): Promise<void> {
  for (const id of await expiredExports(storage, now)) await removeExport(storage, files, id);
  // Listed first: a file is never there before its export is.
  const ids = await files.unchangedSince(now - keepMs);
  for (const id of await unknownExports(storage, ids)) await files.remove(id);
}
