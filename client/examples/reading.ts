import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PosthornClient } from "@posthorn/client/client";
import { pagesOf } from "@posthorn/client/pages-of";

/** Subjects of all that is in the inbox, newest first, a page of 250 at a time. */
export async function listSubjects(posthorn: PosthornClient, account: string) {
  const subjects: string[] = [];
  const query = { path: "INBOX", pageSize: 250 };
  for await (const { messages } of pagesOf(posthorn.messages.list, { account, query }))
    subjects.push(...messages.map(({ subject }) => subject ?? "(none)"));
  return subjects;
}

/** The newest message of the inbox, with HTML that any page may show; it counts as seen from then on. */
export async function showNewest(posthorn: PosthornClient, account: string) {
  const { messages } = await posthorn.messages.list({ account, query: { path: "\\Inbox", pageSize: 1 } });
  const [newest] = messages;
  if (!newest) return undefined;
  const query = { webSafeHtml: true, markAsSeen: true };
  return posthorn.messages.get({ account, message: newest.id, query });
}

/** Saves every attachment of a message, each as it arrives, whatever its size. */
export async function saveAttachments(posthorn: PosthornClient, account: string, message: string, folder: string) {
  const { attachments = [] } = await posthorn.messages.get({ account, message });
  const files: string[] = [];
  for (const [index, { id }] of attachments.entries()) {
    const { body } = await posthorn.messages.getAttachment({ account, attachment: id });
    // A name out of a mail is no name for a file.
    const file = `${folder}/attachment-${index}`;
    await pipeline(Readable.fromWeb(body), createWriteStream(file));
    files.push(file);
  }
  return files;
}

/** Unread mail of a sender in all mailboxes, since a day. */
export async function unreadFrom(posthorn: PosthornClient, account: string, from: string, since: Date) {
  const search = { from, unseen: true, since: since.toISOString() };
  const found: { path: string | undefined; subject: string | undefined }[] = [];
  for await (const { messages } of pagesOf(posthorn.messages.search, {
    account,
    query: { path: "*" },
    body: { search },
  }))
    found.push(...messages.map(({ path, subject }) => ({ path, subject })));
  return found;
}

/** The newest conversations of the inbox with something unread, each with all its messages, those in Sent too. */
export async function unreadThreads(posthorn: PosthornClient, account: string) {
  const { threads } = await posthorn.threads.list({ account, query: { path: "INBOX", pageSize: 10 } });
  const unread = threads.filter(({ unseenCount }) => unseenCount > 0);
  return Promise.all(unread.map(({ threadId }) => posthorn.threads.get({ account, thread: threadId })));
}
