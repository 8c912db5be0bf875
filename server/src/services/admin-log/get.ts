import { getAdminLogEntry as promise } from "@posthorn/contracts/admin-log";
import { PosthornError } from "../../core/errors.ts";
import { findAdminLogEntry } from "../../storage/admin-log.ts";
import { verb } from "../verb.ts";
import { entryView } from "./list.ts";

/** One entry, as long as it is kept. */
export const getAdminLogEntry = verb(promise, async (ctx, { params }) => {
  await ctx.adminAudit.flush();
  const entry = await findAdminLogEntry(ctx.storage, params.entry);
  if (entry === undefined)
    throw new PosthornError("not_found", "There is no such entry in the admin log", { code: "NotFound" });
  return entryView(entry);
});
