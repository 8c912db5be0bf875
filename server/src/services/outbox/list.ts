import {
  listAccountOutbox as accountPromise,
  listOutbox as promise,
  type OutboxState,
} from "@posthorn/contracts/outbox";
import { accountExists } from "../../storage/accounts.ts";
import { listOutbox as findOutbox, type Period } from "../../storage/submissions.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import type { Context } from "../context.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { outboxView } from "./outbox-view.ts";

interface Filter {
  page?: number;
  pageSize?: number;
  account?: string | undefined;
  state?: OutboxState;
  createdAfter?: string;
  createdBefore?: string;
  scheduledAfter?: string;
  scheduledBefore?: string;
}

const periodOf = (after: string | undefined, before: string | undefined): Period => ({
  from: after === undefined ? undefined : Date.parse(after),
  until: before === undefined ? undefined : Date.parse(before),
});

async function list(ctx: Context, filter: Filter) {
  const now = ctx.now();
  const paging = pageOf(filter);
  const { total, submissions } = await findOutbox(ctx.storage, {
    account: filter.account,
    state: filter.state,
    createdAt: periodOf(filter.createdAfter, filter.createdBefore),
    scheduledAt: periodOf(filter.scheduledAfter, filter.scheduledBefore),
    now,
    ...paging.range,
  });
  return { ...paging.of(total), messages: submissions.map((submission) => outboxView(submission, now)) };
}

export const listOutbox = verb(promise, (ctx, { query }) => list(ctx, query));

export const listAccountOutbox = verb(accountPromise, async (ctx, { params, query }) => {
  if (!(await accountExists(ctx.storage, params.account))) throw accountNotFound();
  return list(ctx, { ...query, account: params.account });
});
