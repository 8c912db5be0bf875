import type { Thread, ThreadPage } from "@posthorn/contracts/threads";
import { LOOKED_AT, oldestFirst, threadEntryOf, threadNotFound } from "../../core/thread-entry.ts";
import { PosthornError } from "../../core/errors.ts";
import type { CallOptions, PageRequest } from "../../core/mail-backend.ts";
import type { GmailContext } from "./context.ts";
import { GmailError } from "./errors.ts";
import type { LabelledMailbox } from "./labels.ts";
import { isGmailId } from "./message-id.ts";
import { toListEntry } from "./message-object.ts";
import { readAll } from "./messages.ts";
import { paging, readPlace } from "./page-cursor.ts";
import type { GmailMessage, GmailThread, GmailThreadList } from "./resources.ts";

/** The threads of a mailbox as Gmail lists them; all of a page's are read with one request. */
export async function listThreads(
  context: GmailContext,
  path: string,
  options: CallOptions & PageRequest,
): Promise<ThreadPage> {
  const { pageSize } = options;
  const place = readPlace(options);
  const mailbox = await context.labels.resolve(path, options);
  const query = { labelIds: mailbox.label, maxResults: Math.min(500, pageSize), pageToken: place.at(-1) };
  const list = await context.api.call<GmailThreadList>(
    { method: "threads.list", http: "GET", path: "threads", query },
    options,
  );
  const outcomes = await context.api.batch<GmailThread>(
    (list.threads ?? []).map(({ id }) => ({
      method: "threads.get",
      http: "GET",
      path: `threads/${id}`,
      query: { format: "full" },
    })),
    options,
  );
  const threads = [];
  for (const { value } of outcomes) {
    const within = (value?.messages ?? []).filter((message) => isIn(message, mailbox));
    if (!value || within.length === 0) continue;
    const read = await readAll(context, [...within.slice(0, 1), ...within.slice(1).slice(-LOOKED_AT)], options);
    threads.push(
      threadEntryOf(value.id, read.map(toListEntry), {
        messageCount: within.length,
        unseenCount: within.filter(({ labelIds = [] }) => labelIds.includes("UNREAD")).length,
      }),
    );
  }
  return { ...paging(place, list.nextPageToken, { total: list.resultSizeEstimate ?? 0, pageSize }), threads };
}

/** What of a thread lies in some mailboxes. A message in several of them is told once, in the first. */
export async function getThread(
  context: GmailContext,
  threadId: string,
  paths: readonly string[],
  options: CallOptions,
): Promise<Thread> {
  const mailboxes: LabelledMailbox[] = [];
  for (const path of paths) {
    const found = await context.labels.resolve(path, options).catch((error: unknown) => {
      if (paths.length > 1 && error instanceof PosthornError && error.code === "FolderNotFound") return undefined;
      throw error;
    });
    if (found) mailboxes.push(found);
  }
  if (!isGmailId(threadId)) throw threadNotFound();
  const thread = await context.api
    .call<GmailThread>(
      { method: "threads.get", http: "GET", path: `threads/${threadId}`, query: { format: "full" } },
      options,
    )
    .catch((error: unknown) => {
      if (error instanceof GmailError && error.kind === "missing") throw threadNotFound();
      throw error;
    });
  const placed = (thread.messages ?? []).flatMap((message) => {
    const mailbox = mailboxes.find((each) => isIn(message, each));
    return mailbox ? [{ message, path: mailbox.path }] : [];
  });
  if (placed.length === 0) throw threadNotFound();
  const read = await readAll(
    context,
    placed.map(({ message }) => message),
    options,
  );
  const messages = read.map((each, index) => ({ ...toListEntry(each), path: placed[index]?.path ?? "", threadId }));
  return { threadId, messages: oldestFirst(messages), hasMore: false };
}

function isIn({ labelIds = [] }: GmailMessage, { label }: LabelledMailbox): boolean {
  if (label !== undefined) return labelIds.includes(label);
  return !labelIds.includes("SPAM") && !labelIds.includes("TRASH");
}
