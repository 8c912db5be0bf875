import type { DeletedMessages, MovedMessages, UpdatedMessages } from "@posthorn/contracts/many-messages";
import type { MessageUpdate } from "@posthorn/contracts/messages";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import type { MailboxObject } from "imapflow";
import type { BulkOptions } from "../../core/mail-backend.ts";
import { withoutEmptyTerms } from "../../core/search-terms.ts";
import type { ImapClient } from "./connection.ts";
import type { AccountContext } from "./context.ts";
import { toPosthornError } from "./errors.ts";
import { messageId } from "./message-id.ts";
import { findUids } from "./search-messages.ts";
import { operationsOf, outcomeOf, storeFlags } from "./store-flags.ts";
import { expunge, requireMailbox, transfer } from "./transfer.ts";
import { trashFor } from "./trash.ts";
import { type UidSet, uidSets } from "./uid-sets.ts";

/** A mailbox, selected, and what of it fits a search. */
interface Selection {
  client: ImapClient;
  path: string;
  uidValidity: string;
  matched: number;
  sets: UidSet[];
}

export async function updateMessages(
  context: AccountContext,
  wanted: string,
  query: SearchQuery,
  update: MessageUpdate,
  { signal, dryRun }: BulkOptions,
): Promise<UpdatedMessages> {
  const path = await context.directory.resolve(wanted, signal);
  return context.withMailbox("update messages", path, { signal, repeatable: false }, async (client, mailbox) => {
    const found = await select(client, mailbox, query);
    const operations = operationsOf(client, update);
    const isChange = !dryRun && found.matched > 0;
    const done = new Map(operations.map((operation) => [operation, isChange]));
    if (!isChange) return { ...outcomeOf(client, update, done), matched: found.matched, processed: 0 };
    const processed = await inTurn(context, "update messages", found, [path], async ({ set, uids }) => {
      let isChanged = false;
      for (const operation of operations)
        if (await storeFlags(client, set, operation, { silent: true })) isChanged = true;
        else done.set(operation, false);
      return isChanged ? uids.length : 0;
    });
    return { ...outcomeOf(client, update, done), matched: found.matched, processed };
  });
}

export async function moveMessages(
  context: AccountContext,
  wanted: string,
  query: SearchQuery,
  wantedTarget: string,
  { signal, dryRun }: BulkOptions,
): Promise<MovedMessages> {
  const path = await context.directory.resolve(wanted, signal);
  const target = await context.directory.resolve(wantedTarget, signal);
  return context.withMailbox("move messages", path, { signal, repeatable: false }, async (client, mailbox) => {
    const found = await select(client, mailbox, query);
    const { matched } = found;
    if (!dryRun && matched > 0) return { path: target, ...(await moveAll(context, found, target)) };
    await requireMailbox(client, target);
    return { path: target, matched, processed: 0 };
  });
}

export async function deleteMessages(
  context: AccountContext,
  wanted: string,
  query: SearchQuery,
  { signal, dryRun, force }: BulkOptions & { force: boolean },
): Promise<DeletedMessages> {
  const path = await context.directory.resolve(wanted, signal);
  const trash = force ? undefined : await trashFor(context, path, signal);
  return context.withMailbox("delete messages", path, { signal, repeatable: false }, async (client, mailbox) => {
    const found = await select(client, mailbox, query);
    const { matched } = found;
    if (dryRun || matched === 0) return { deleted: false, matched, processed: 0 };
    if (trash !== undefined) {
      const { idMap, ...counts } = await moveAll(context, found, trash);
      return { deleted: false, moved: { destination: trash, ...(idMap === undefined ? {} : { idMap }) }, ...counts };
    }
    const processed = await inTurn(context, "delete messages", found, [path], async (part) => {
      await expunge(client, part);
      return part.uids.length;
    });
    return { deleted: true, matched, processed };
  });
}

async function select(client: ImapClient, mailbox: MailboxObject, query: SearchQuery): Promise<Selection> {
  const uids = await findUids(client, mailbox, query);
  const isAll = Object.keys(withoutEmptyTerms(query)).length === 0;
  return {
    client,
    path: mailbox.path,
    uidValidity: mailbox.uidValidity.toString(),
    matched: uids.length,
    sets: uidSets(uids, isAll),
  };
}

async function moveAll(context: AccountContext, found: Selection, target: string) {
  const { registry } = context;
  const { client, path, uidValidity, matched } = found;
  const from = await registry.numberOf({ path, uidValidity });
  const idMap: string[][] = [];
  let isTold = false;
  const processed = await inTurn(context, "move messages", found, [path, target], async (part) => {
    const moved = await transfer(client, part, target);
    const { newUids } = moved;
    if (!newUids || moved.uidValidity === undefined) return part.uids.length;
    isTold = true;
    const to = await registry.numberOf({ path: target, uidValidity: moved.uidValidity });
    let count = 0;
    for (const uid of part.uids) {
      const newUid = newUids.get(uid);
      // Somebody else may have taken it away since it was found.
      if (newUid === undefined) continue;
      idMap.push([messageId({ mailbox: from, uid }), messageId({ mailbox: to, uid: newUid })]);
      count++;
    }
    return count;
  });
  return { ...(isTold ? { idMap } : {}), matched, processed };
}

/**
 * Does one command after the other, so that a server that goes away in between has done something
 * whole, and adds up how many messages they reached. A failure tells how many that were.
 */
async function inTurn(
  context: AccountContext,
  what: string,
  { sets, matched }: Selection,
  mailboxes: readonly string[],
  change: (part: UidSet) => Promise<number>,
): Promise<number> {
  let processed = 0;
  try {
    for (const part of sets) processed += await change(part);
    return processed;
  } catch (error) {
    const failure = toPosthornError(error, what);
    if (processed > 0) Object.assign(failure.extra, { matched, processed });
    throw failure;
  } finally {
    for (const path of mailboxes) context.changed(path);
  }
}
