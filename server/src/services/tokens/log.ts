import {
  getTokenLog as promise,
  TOKEN_LOG_STATUSES,
  type TokenLogEntry,
  type TokenLogStatus,
} from "@posthorn/contracts/tokens";
import { listTokenLog, type TokenLogRecord, trimTokenLog } from "../../storage/token-log.ts";
import { findToken } from "../../storage/tokens.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { tokenNotFound } from "./not-found.ts";

/** The uses of a token, this call included when it is about itself. */
export const getTokenLog = verb(promise, async (ctx, { params, query }) => {
  const token = params.token.toLowerCase();
  if ((await findToken(ctx.storage, token)) === undefined) throw tokenNotFound();
  await ctx.tokenAudit.flush();
  const keep = ctx.settings.get("tokenLogEntries") ?? 0;
  // The setting may have become lower since the last use.
  for (const status of TOKEN_LOG_STATUSES) await trimTokenLog(ctx.storage, token, status, keep);
  const paging = pageOf({ ...query, pageSize: Math.min(query.pageSize ?? 20, Math.max(keep, 1)) });
  const { total, entries } = await listTokenLog(ctx.storage, { token, status: query.status, ...paging.range });
  return { token, ...paging.of(total), entries: entries.map(entryView) };
});

const entryView = (record: TokenLogRecord): TokenLogEntry => ({
  time: new Date(record.at).toISOString(),
  ip: record.ip,
  method: record.method,
  path: record.path,
  action: record.action as TokenLogEntry["action"],
  group: record.group,
  account: record.account,
  status: record.status as TokenLogStatus,
  reason: record.reason as TokenLogEntry["reason"],
});
