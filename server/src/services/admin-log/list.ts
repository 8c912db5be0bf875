import { type AdminLogChange, type AdminLogEntry, getAdminLog as promise } from "@posthorn/contracts/admin-log";
import { type AdminLogRecord, listAdminLog } from "../../storage/admin-log.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";

export const getAdminLog = verb(promise, async (ctx, { query }) => {
  await ctx.adminAudit.flush();
  const paging = pageOf(query);
  const { user, action, path, outcome, from, to } = query;
  const filter = {
    user,
    action,
    path,
    hasFailed: outcome && outcome === "failed",
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
  };
  const { total, entries } = await listAdminLog(ctx.storage, filter, paging.range);
  return { ...paging.of(total), entries: entries.map(entryView) };
});

/** An entry as it is told, over the API and by the command line. */
export const entryView = ({ at, user, userName, changes, ...record }: AdminLogRecord): AdminLogEntry => ({
  ...record,
  time: new Date(at).toISOString(),
  user: user === null ? null : { id: user, name: userName ?? "" },
  action: record.action as AdminLogEntry["action"],
  how: record.how as AdminLogEntry["how"],
  changes: changes === null ? null : (JSON.parse(changes) as AdminLogChange[]),
});
