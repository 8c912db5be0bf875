import { deleteExport as promise } from "@posthorn/contracts/exports";
import { removeLane } from "../../queue/remove.ts";
import { removeExport } from "../../storage/export-files.ts";
import { cancelExport } from "../../storage/exports.ts";
import { verb } from "../verb.ts";
import { findExportOf } from "./find.ts";

/** Removes the export and its file. What is being worked on is cancelled, and removed by its worker. */
export const deleteExport = verb(promise, async (ctx, { params }) => {
  const now = ctx.now();
  const isIdle = await ctx.storage.transaction(async (tx) => {
    const { id } = await findExportOf(tx, params);
    const isRemoved = await removeLane(tx, "export", id, now);
    await cancelExport(tx, id, now);
    return isRemoved;
  });
  await ctx.storage.durable();
  if (isIdle) await removeExport(ctx.storage, ctx.exportFiles, params.exportId);
  return { deleted: true };
});
