import type { DeletedMessage, MessageUpdate, MessageUpdateResult, MovedMessage } from "@posthorn/contracts/messages";
import { PosthornError } from "../../core/errors.ts";
import type { AppendedMessage, AppendOptions, CallOptions } from "../../core/mail-backend.ts";
import { splitMessage } from "../../mime/header-block.ts";
import type { GmailContext } from "./context.ts";
import { findThread } from "./find-thread.ts";
import { flagsOf, type LabelledMailbox } from "./labels.ts";
import { checkMessageId } from "./message-id.ts";
import { getRequest } from "./messages.ts";
import type { GmailMessage } from "./resources.ts";

/** Labels to put on messages and to take off. */
export interface LabelChange {
  addLabelIds: string[];
  removeLabelIds: string[];
}

/** The flags that Gmail has labels for; others it can't keep. Being seen is the lack of one. */
const FLAGS = new Map([
  ["\\seen", { label: "UNREAD", isInverse: true }],
  ["\\flagged", { label: "STARRED", isInverse: false }],
]);

/** What a change of flags and labels is to Gmail. Where a label is both added and removed, it is added. */
export async function labelChangeOf(
  { labels }: GmailContext,
  update: MessageUpdate,
  options: CallOptions,
): Promise<LabelChange> {
  if (update.labels?.set !== undefined)
    throw new PosthornError("invalid", "Gmail's labels can be added and deleted, not set", {
      code: "UnsupportedOperation",
    });
  const added = new Set<string>();
  const removed = new Set<string>();
  const flag = (name: string, isOn: boolean) => {
    const found = FLAGS.get(name.toLowerCase());
    if (found) (found.isInverse === isOn ? removed : added).add(found.label);
  };
  const { add = [], delete: taken = [], set } = update.flags ?? {};
  if (set) {
    const wanted = new Set(set.map((name) => name.toLowerCase()));
    for (const name of FLAGS.keys()) flag(name, wanted.has(name));
  } else {
    for (const name of taken) flag(name, false);
    for (const name of add) flag(name, true);
  }
  for (const label of update.labels?.delete ?? []) removed.add(await labels.labelBy(label, options));
  for (const label of update.labels?.add ?? []) added.add(await labels.labelBy(label, options));
  return { addLabelIds: [...added], removeLabelIds: [...removed].filter((label) => !added.has(label)) };
}

export const isNothing = ({ addLabelIds, removeLabelIds }: LabelChange) =>
  addLabelIds.length === 0 && removeLabelIds.length === 0;

/** Changes one message and tells how it is now. */
async function modify(
  context: GmailContext,
  id: string,
  change: LabelChange,
  options: CallOptions,
): Promise<GmailMessage> {
  const path = `messages/${checkMessageId(id)}`;
  if (isNothing(change)) return context.api.call<GmailMessage>(getRequest(id, "minimal"), options);
  const changed = await context.api.call<GmailMessage>(
    { method: "messages.modify", http: "POST", path: `${path}/modify`, json: change },
    options,
  );
  context.changed();
  return changed;
}

export async function updateMessage(
  context: GmailContext,
  id: string,
  update: MessageUpdate,
  options: CallOptions,
): Promise<MessageUpdateResult> {
  const change = await labelChangeOf(context, update, options);
  const { labelIds = [] } = await modify(context, id, change, options);
  return {
    ...(update.flags && { flags: { ...update.flags, result: flagsOf(new Set(labelIds)) } }),
    ...(update.labels && {
      labels: { ...update.labels, result: await context.labels.namesOf(labelIds, options) },
    }),
  };
}

/** What a message loses by being put into a mailbox, besides the label of the one it came from. */
export function moveChange(target: LabelledMailbox, from?: LabelledMailbox): LabelChange {
  if (target.label === undefined)
    return { addLabelIds: [], removeLabelIds: from?.label === undefined ? [] : [from.label] };
  const gone = ["INBOX", "SPAM", "TRASH"].includes(target.label) ? ["INBOX", "SPAM", "TRASH"] : [];
  const removed = new Set([...gone, ...(from?.label === undefined ? [] : [from.label])]);
  removed.delete(target.label);
  // Gmail lets nobody take these off.
  for (const label of ["SENT", "DRAFT"]) removed.delete(label);
  return { addLabelIds: [target.label], removeLabelIds: [...removed] };
}

/** Puts the label of a mailbox on a message; that of `source` goes. Trash, Junk and the inbox exclude each other. */
export async function moveMessage(
  context: GmailContext,
  id: string,
  wanted: string,
  options: CallOptions & { source?: string },
): Promise<MovedMessage> {
  const target = await context.labels.resolve(wanted, options);
  const source = options.source === undefined ? undefined : await context.labels.resolve(options.source, options);
  await modify(context, id, moveChange(target, source), options);
  return { path: target.path, id };
}

/** Moves to Trash, where Gmail deletes it after a month. Our grant reaches no further. */
export async function deleteMessage(context: GmailContext, id: string, options: CallOptions): Promise<DeletedMessage> {
  await context.api.call(
    { method: "messages.trash", http: "POST", path: `messages/${checkMessageId(id)}/trash` },
    options,
  );
  context.changed();
  return { deleted: true, moved: { destination: "TRASH", message: id } };
}

export async function appendMessage(
  context: GmailContext,
  wanted: string,
  message: Buffer,
  options: CallOptions & AppendOptions,
): Promise<AppendedMessage> {
  const { path, label } = await context.labels.resolve(wanted, options);
  const { addLabelIds, removeLabelIds } = await labelChangeOf(
    context,
    { flags: { set: options.flags ?? [] } },
    options,
  );
  const isUnread = !removeLabelIds.includes("UNREAD");
  const labelIds = [
    ...new Set([...(label === undefined ? [] : [label]), ...addLabelIds, ...(isUnread ? ["UNREAD"] : [])]),
  ];
  const threadId = await findThread(context, splitMessage(message).fields, options);
  const resource = { labelIds, ...(threadId !== undefined && { threadId }) };
  const stored = await context.api.call<GmailMessage>(
    { ...insertRequest(resource, message), query: { internalDateSource: "dateHeader" } },
    { ...options, isOnce: true },
  );
  context.changed();
  return { path, id: stored.id };
}

/** JSON takes a message of a few megabytes; a larger one is uploaded. */
const MAX_JSON_BYTES = 3.5 * 1024 * 1024;

const insertRequest = (resource: object, raw: Buffer) =>
  ({ method: "messages.insert", http: "POST", path: "messages", ...contentOfRequest(resource, raw) }) as const;

/** A message with its resource: as JSON where it is small, else as an upload (https://developers.google.com/workspace/gmail/api/guides/uploads). */
export function contentOfRequest(resource: object, raw: Buffer) {
  if (raw.length <= MAX_JSON_BYTES) return { json: { ...resource, raw: raw.toString("base64url") } };
  if (Object.keys(resource).length === 0)
    return { upload: { type: "media" as const, contentType: "message/rfc822", body: raw } };
  const boundary = boundaryFor(raw);
  const head = `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(resource)}\r\n--${boundary}\r\nContent-Type: message/rfc822\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), raw, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { upload: { type: "multipart" as const, contentType: `multipart/related; boundary=${boundary}`, body } };
}

function boundaryFor(raw: Buffer): string {
  for (let number = 0; ; number++) {
    const boundary = `posthorn_${number}`;
    if (!raw.includes(`--${boundary}`)) return boundary;
  }
}
