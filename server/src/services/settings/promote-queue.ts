import { promoteQueue as promise, type QueueName } from "@posthorn/contracts/settings";
import type { JobKind } from "../../core/jobs.ts";
import { promoteJobs } from "../../queue/promote.ts";
import { findOutboxEntry } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { eachEntry } from "../outbox/each-entry.ts";
import { promoteEntry } from "../outbox/promote.ts";
import { verb } from "../verb.ts";

interface Promoted {
  promoted: number;
  hasMore: boolean;
}

async function promoteAll(ctx: Context, kinds: readonly JobKind[]): Promise<number> {
  let promoted = 0;
  for (const kind of kinds) promoted += await ctx.storage.transaction((tx) => promoteJobs(tx, kind, ctx.now()));
  await ctx.storage.durable();
  return promoted;
}

async function promoteMail(ctx: Context, signal: AbortSignal): Promise<Promoted> {
  const copies = await promoteAll(ctx, ["sent-copy"]);
  const { done, hasMore } = await eachEntry(ctx, "delayed", signal, async (tx, id, now) => {
    const entry = await findOutboxEntry(tx, id);
    return entry !== undefined && (await promoteEntry(tx, entry, now));
  });
  return { promoted: copies + done, hasMore };
}

const PROMOTE: Record<QueueName, (ctx: Context, signal: AbortSignal) => Promise<Promoted>> = {
  notify: async (ctx) => ({
    promoted: await promoteAll(ctx, ["event-fan-out", "webhook-delivery"]),
    hasMore: false,
  }),
  submit: promoteMail,
  documents: async () => ({ promoted: 0, hasMore: false }),
};

export const promoteQueue = verb(promise, async (ctx, { params: { queue } }, { signal }) => ({
  queue,
  ...(await PROMOTE[queue](ctx, signal)),
}));
