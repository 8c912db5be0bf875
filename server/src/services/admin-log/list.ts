import { type AdminLogChange, type AdminLogEntry, getAdminLog as promise } from "@posthorn/contracts/admin-log";
import { pathTemplate } from "@posthorn/contracts/contract";
import { updateSettings } from "@posthorn/contracts/settings";
import { updateWebhookEndpoint } from "@posthorn/contracts/webhook-endpoints";
import { DEFAULT_ENDPOINT } from "../../core/webhook-endpoint.ts";
import { type AdminLogCall, type AdminLogRecord, listAdminLog } from "../../storage/admin-log.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";

/** The routes that change settings. */
const SETTINGS_CHANGED_BY: readonly AdminLogCall[] = [
  { method: "post", path: pathTemplate(updateSettings), target: null },
  { method: "put", path: pathTemplate(updateWebhookEndpoint), target: DEFAULT_ENDPOINT },
];

export const getAdminLog = verb(promise, async (ctx, { query }) => {
  await ctx.adminAudit.flush();
  const paging = pageOf(query);
  const { user, action, path, settings, outcome, from, to } = query;
  const filter = {
    user,
    action,
    path,
    calls: settings ? SETTINGS_CHANGED_BY : undefined,
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
