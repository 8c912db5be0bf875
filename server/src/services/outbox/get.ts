import { getAccountOutboxEntry as accountPromise, getOutboxEntry as promise } from "@posthorn/contracts/outbox";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { type EntryParams, findEntry } from "./find-entry.ts";
import { outboxView } from "./outbox-view.ts";

const get = async (ctx: Context, params: EntryParams) => outboxView(await findEntry(ctx.storage, params), ctx.now());

export const getOutboxEntry = verb(promise, (ctx, { params }) => get(ctx, params));
export const getAccountOutboxEntry = verb(accountPromise, (ctx, { params }) => get(ctx, params));
