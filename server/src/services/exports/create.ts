import { createExport as promise } from "@posthorn/contracts/exports";
import { PosthornError } from "../../core/errors.ts";
import { timeSortedId } from "../../core/ids.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { lockAccount } from "../../storage/accounts.ts";
import { countUnfinishedExports, insertExport, lockExports } from "../../storage/exports.ts";
import type { Db } from "../../storage/storage.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";

const DEFAULT_TEXT_CHARACTERS = 5_242_880;

/** Accepts an export; its worker does the rest. An account that can't be reached right now is no obstacle. */
export const createExport = verb(promise, async (ctx, { params: { account }, body }) => {
  const now = ctx.now();
  const id = `exp_${timeSortedId(now)}`;
  const { folders = [], textType = "*", maxBytes = DEFAULT_TEXT_CHARACTERS } = body;
  const { includeAttachments = false, format = "ndjson" } = body;
  const request = {
    folders,
    startDate: new Date(body.startDate).toISOString(),
    endDate: new Date(body.endDate).toISOString(),
    textType,
    maxBytes,
    includeAttachments,
    format,
  };
  await ctx.storage.transaction(async (tx) => {
    if ((await lockAccount(tx, account)) === undefined) throw accountNotFound();
    await refuseTooMany(ctx, tx, account);
    const expiresAt = now + (ctx.settings.get("exportMaxAge") ?? 0);
    await insertExport(tx, { id, account, request, createdAt: now, expiresAt });
    await enqueueJobs(tx, [{ kind: "export", lane: id, share: account, payload: { export: id } }], now);
  });
  await ctx.storage.durable();
  return { exportId: id, status: "queued", created: new Date(now).toISOString() };
});

async function refuseTooMany({ settings }: Context, tx: Db, account: string): Promise<void> {
  await lockExports(tx);
  const { total, ofAccount } = await countUnfinishedExports(tx, account);
  const most = settings.get("exportMaxConcurrent") ?? Infinity;
  const mostInAll = settings.get("exportMaxGlobalConcurrent") ?? Infinity;
  const code = "TooManyExports";
  if (ofAccount >= most)
    throw new PosthornError("limited", `The account has ${most} unfinished exports already`, { code });
  if (total >= mostInAll)
    throw new PosthornError("limited", `There are ${mostInAll} unfinished exports already`, { code });
}
