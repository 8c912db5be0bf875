import type { DeletedMessages, MovedMessages, UpdatedMessages } from "@posthorn/contracts/many-messages";
import type { MessageUpdate } from "@posthorn/contracts/messages";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import { PosthornError } from "../../core/errors.ts";
import type { BulkOptions, CallOptions } from "../../core/mail-backend.ts";
import { isNothing, type LabelChange, labelChangeOf, moveChange } from "./change-messages.ts";
import type { GmailContext } from "./context.ts";
import type { LabelledMailbox } from "./labels.ts";
import { checkMessageId, isGmailId } from "./message-id.ts";
import { listIds } from "./messages.ts";
import type { GmailThread } from "./resources.ts";
import { toGmailSearch } from "./search-query.ts";

/** What Gmail changes with one call. */
const MAX_IDS = 1000;
const MAX_PAGE = 500;

/** The ids of all messages that fit. */
async function idsOf(
  context: GmailContext,
  mailbox: LabelledMailbox,
  query: SearchQuery,
  options: CallOptions,
): Promise<string[]> {
  const { q, emailId, emailIds, threadId } = toGmailSearch(query, await context.labels.queryNames(options));
  if (emailIds) return [...new Set(emailIds.map(checkMessageId))];
  if (emailId !== undefined) return [checkMessageId(emailId)];
  if (threadId !== undefined) return idsOfThread(context, threadId, options);
  const ids: string[] = [];
  let pageToken: string | undefined;
  do {
    const list = await listIds(context, { mailbox, q }, { pageToken, maxResults: MAX_PAGE }, options);
    ids.push(...(list.messages ?? []).map(({ id }) => id));
    pageToken = list.nextPageToken;
  } while (pageToken !== undefined);
  return ids;
}

async function idsOfThread({ api }: GmailContext, threadId: string, options: CallOptions): Promise<string[]> {
  if (!isGmailId(threadId)) return [];
  const thread = await api.call<GmailThread>(
    { method: "threads.get", http: "GET", path: `threads/${threadId}`, query: { format: "minimal" } },
    options,
  );
  return (thread.messages ?? []).map(({ id }) => id);
}

async function modifyAll(
  context: GmailContext,
  ids: readonly string[],
  change: LabelChange,
  options: CallOptions,
): Promise<void> {
  if (isNothing(change)) return;
  for (let start = 0; start < ids.length; start += MAX_IDS)
    await context.api.call(
      {
        method: "messages.batchModify",
        http: "POST",
        path: "messages/batchModify",
        json: { ids: ids.slice(start, start + MAX_IDS), ...change },
      },
      options,
    );
  context.changed();
}

export async function updateMessages(
  context: GmailContext,
  path: string,
  query: SearchQuery,
  update: MessageUpdate,
  options: BulkOptions,
): Promise<UpdatedMessages> {
  const mailbox = await context.labels.resolve(path, options);
  const change = await labelChangeOf(context, update, options);
  const ids = await idsOf(context, mailbox, query, options);
  const counts = { matched: ids.length, processed: options.dryRun ? 0 : ids.length };
  if (options.dryRun || ids.length === 0) return { ...update, ...counts };
  await modifyAll(context, ids, change, options);
  return { ...update, emailIds: ids, ...counts };
}

export async function moveMessages(
  context: GmailContext,
  path: string,
  query: SearchQuery,
  wanted: string,
  options: BulkOptions,
): Promise<MovedMessages> {
  const mailbox = await context.labels.resolve(path, options);
  if (mailbox.label === undefined)
    throw new PosthornError("not_found", "Nothing can be moved out of all mail", { code: "FolderNotFound" });
  const target = await context.labels.resolve(wanted, options);
  const ids = await idsOf(context, mailbox, query, options);
  if (options.dryRun || ids.length === 0) return { path: target.path, matched: ids.length, processed: 0 };
  await modifyAll(context, ids, moveChange(target, mailbox), options);
  return { path: target.path, emailIds: ids, matched: ids.length, processed: ids.length };
}

/** Moves to Trash, from wherever; Gmail deletes it there after a month. */
export async function deleteMessages(
  context: GmailContext,
  path: string,
  query: SearchQuery,
  options: BulkOptions,
): Promise<DeletedMessages> {
  const mailbox = await context.labels.resolve(path, options);
  const ids = await idsOf(context, mailbox, query, options);
  if (options.dryRun || ids.length === 0) return { deleted: false, matched: ids.length, processed: 0 };
  await modifyAll(context, ids, { addLabelIds: ["TRASH"], removeLabelIds: ["INBOX", "SPAM"] }, options);
  const counts = { matched: ids.length, processed: ids.length };
  return { deleted: true, moved: { destination: "Trash", emailIds: ids }, ...counts };
}
