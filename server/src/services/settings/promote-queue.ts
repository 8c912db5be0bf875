import { promoteQueue as promise, type QueueName } from "@posthorn/contracts/settings";
import type { JobKind } from "../../core/jobs.ts";
import { promoteJobs, type PromoteChoice } from "../../queue/promote.ts";
import { findOutboxEntry } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { eachEntry } from "../outbox/each-entry.ts";
import { promoteEntry } from "../outbox/promote.ts";
import { verb } from "../verb.ts";

interface Promoted {
  promoted: number;
  hasMore: boolean;
}

const AT_ONCE = 500;
const MOST = 10_000;

/** Goes through the lanes of some kinds of jobs, 500 in each transaction, until 10,000 jobs were met or the signal says so. */
async function promoteAll(ctx: Context, kinds: readonly JobKind[], signal: AbortSignal): Promise<Promoted> {
  const now = ctx.now();
  const left = [...kinds];
  let promoted = 0;
  let after = "";
  while (left[0] !== undefined && promoted < MOST && !signal.aborted) {
    const choice: PromoteChoice = { kind: left[0], now, after, limit: AT_ONCE };
    const went = await ctx.storage.transaction((tx) => promoteJobs(tx, choice));
    promoted += went.promoted;
    after = went.last ?? "";
    if (went.last === undefined) left.shift();
  }
  await ctx.storage.durable();
  return { promoted, hasMore: left.length > 0 };
}

async function promoteMail(ctx: Context, signal: AbortSignal): Promise<Promoted> {
  const copies = await promoteAll(ctx, ["sent-copy"], signal);
  const { done, hasMore } = await eachEntry(ctx, "delayed", signal, async (tx, id, now) => {
    const entry = await findOutboxEntry(tx, id);
    return entry !== undefined && (await promoteEntry(tx, entry, now));
  });
  return { promoted: copies.promoted + done, hasMore: copies.hasMore || hasMore };
}

const PROMOTE: Record<QueueName, (ctx: Context, signal: AbortSignal) => Promise<Promoted>> = {
  notify: (ctx, signal) => promoteAll(ctx, ["event-fan-out", "webhook-delivery"], signal),
  submit: promoteMail,
  documents: async () => ({ promoted: 0, hasMore: false }),
};

export const promoteQueue = verb(promise, async (ctx, { params: { queue } }, { signal }) => ({
  queue,
  ...(await PROMOTE[queue](ctx, signal)),
}));
