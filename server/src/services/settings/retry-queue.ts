import { type QueueName, retryQueue as promise } from "@posthorn/contracts/settings";
import { findOutboxEntry } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { eachEntry } from "../outbox/each-entry.ts";
import { retryEntry } from "../outbox/retry.ts";
import { verb } from "../verb.ts";
import { retryAll } from "../webhooks/deliveries.ts";

interface Retried {
  retried: number;
  skipped: number;
  hasMore: boolean;
}

/** Mail that may have been sent already is for a person to decide on, one by one. */
async function retryMail(ctx: Context, signal: AbortSignal): Promise<Retried> {
  const { done, passed, hasMore } = await eachEntry(ctx, "failed", signal, async (tx, id, now) => {
    const entry = await findOutboxEntry(tx, id);
    return entry?.state === "failed" && (await retryEntry(tx, entry, now));
  });
  return { retried: done, skipped: passed, hasMore };
}

const RETRY: Record<QueueName, (ctx: Context, signal: AbortSignal) => Promise<Retried>> = {
  notify: async (ctx, signal) => ({ ...(await retryAll(ctx, { states: ["failed"] }, signal)), skipped: 0 }),
  submit: retryMail,
  documents: async () => ({ retried: 0, skipped: 0, hasMore: false }),
};

export const retryQueue = verb(promise, async (ctx, { params: { queue } }, { signal }) => ({
  queue,
  ...(await RETRY[queue](ctx, signal)),
}));
