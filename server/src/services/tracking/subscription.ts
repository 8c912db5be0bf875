import type { BlockSource } from "@posthorn/contracts/blocklists";
import { PosthornError } from "../../core/errors.ts";
import { readSignedLink } from "../../core/signed-link.ts";
import { findAccountState } from "../../storage/accounts.ts";
import { asRecipient, deleteBlocked, findBlocked, putBlocked } from "../../storage/blocklists.ts";
import type { Db } from "../../storage/storage.ts";
import type { Context } from "../context.ts";
import { type LinkVisitor, visitorOf } from "./visitor.ts";

/** Whose mail of which list a link is about. */
export interface Subscription {
  account: string;
  list: string;
  address: string;
  messageId: string | null;
}

/** What the link in a message of a list stands for. Throws for a link that is not ours, and for one of an account that is gone. */
export async function readSubscription(ctx: Context, query: { data?: unknown; sig?: unknown }): Promise<Subscription> {
  const { acc, list, rcpt, msg } = readSignedLink("unsub", query, ctx.settings.get("serviceSecret") ?? "");
  if ((await findAccountState(ctx.storage, acc)) === undefined)
    throw new PosthornError("not_found", "The link is of an account that is gone");
  return { account: acc, list: list.toLowerCase(), address: rcpt, messageId: msg ?? null };
}

export async function isUnsubscribed(ctx: Context, { list, address }: Subscription): Promise<boolean> {
  return (await findBlocked(ctx.storage, [list], [asRecipient(address)])).size > 0;
}

/** The address gets no more mail of the list. Told where that is a change. */
export async function unsubscribe(
  ctx: Context,
  subscription: Subscription,
  source: BlockSource,
  visitor: LinkVisitor,
): Promise<void> {
  const { account, list, address, messageId } = subscription;
  await ctx.storage.transaction(async (tx) => {
    const recipient = asRecipient(address);
    if ((await findBlocked(tx, [list], [recipient])).size > 0) return;
    const added = await putBlocked(tx, {
      list,
      recipient,
      account,
      source,
      reason: "unsubscribe",
      messageId,
      remoteAddress: ctx.settings.get("trackAddresses") === false ? null : visitor.remoteAddress,
      userAgent: visitor.userAgent?.slice(0, 1024) ?? null,
      createdAt: ctx.now(),
    });
    if (added) await tell(ctx, tx, "listUnsubscribe", subscription, visitor);
  });
  await ctx.storage.durable();
}

/** The address gets mail of the list again. Told where that is a change. */
export async function subscribe(ctx: Context, subscription: Subscription, visitor: LinkVisitor): Promise<void> {
  const { list, address } = subscription;
  await ctx.storage.transaction(async (tx) => {
    if (await deleteBlocked(tx, list, asRecipient(address)))
      await tell(ctx, tx, "listSubscribe", subscription, visitor);
  });
  await ctx.storage.durable();
}

async function tell(
  ctx: Context,
  tx: Db,
  name: "listUnsubscribe" | "listSubscribe",
  { account, list, address, messageId }: Subscription,
  visitor: LinkVisitor,
): Promise<void> {
  const data = {
    recipient: address,
    ...(messageId !== null && { messageId }),
    listId: list,
    ...visitorOf(ctx.settings, visitor),
  };
  await ctx.events.publish(tx, [{ name, account, data }], ctx.now());
}
