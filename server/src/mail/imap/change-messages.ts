import type { DeletedMessage, MessageUpdate, MessageUpdateResult, MovedMessage } from "@posthorn/contracts/messages";
import type { AppendedMessage, AppendOptions, CallOptions } from "../../core/mail-backend.ts";
import { PosthornError } from "../../core/errors.ts";
import type { ImapClient } from "./connection.ts";
import type { AccountContext } from "./context.ts";
import { connectionGone, folderNotFound, isMailboxMissing } from "./errors.ts";
import { messageId, messageNotFound, readMessageId } from "./message-id.ts";

type Change = NonNullable<MessageUpdate["flags"]>;

export async function updateMessage(
  context: AccountContext,
  id: string,
  update: MessageUpdate,
  { signal }: CallOptions,
): Promise<MessageUpdateResult> {
  const key = readMessageId(id);
  return context.withMessage("update a message", key, { signal }, async (client, mailbox) => {
    const uid = String(key.uid);
    const result: MessageUpdateResult = {};
    // Which messages a STORE reached shows in the FETCH responses it causes.
    let wasSeen = false;
    const see = (event: { uid?: number | undefined; seq: number }) => {
      if (event.uid === undefined || event.uid === key.uid) wasSeen = true;
    };
    client.on("flags", see);
    try {
      for (const kind of ["flags", "labels"] as const) {
        const change = update[kind];
        if (!change) continue;
        // Labels are Gmail's; elsewhere there is nothing to change.
        if (kind === "labels" && !client.capabilities.has("X-GM-EXT-1")) continue;
        result[kind] = await applyChange(client, uid, change, kind === "labels");
      }
    } finally {
      client.off("flags", see);
    }
    if (!wasSeen && !(await client.fetchOne(uid, { uid: true }, { uid: true }))) throw messageNotFound();
    context.changed(mailbox.path);
    return result;
  });
}

async function applyChange(client: ImapClient, uid: string, change: Change, useLabels: boolean) {
  const options = { uid: true, ...(useLabels ? { useLabels: true } : {}) };
  const result: { add?: boolean; delete?: boolean; set?: boolean } = {};
  if (change.set) {
    result.set = await client.messageFlagsSet(uid, change.set, options);
    return result;
  }
  if (change.add?.length) result.add = await client.messageFlagsAdd(uid, change.add, options);
  if (change.delete?.length) result.delete = await client.messageFlagsRemove(uid, change.delete, options);
  return result;
}

export async function moveMessage(
  context: AccountContext,
  id: string,
  wanted: string,
  { signal }: CallOptions,
): Promise<MovedMessage> {
  const key = readMessageId(id);
  const path = await context.directory.resolve(wanted, signal);
  return context.withMessage("move a message", key, { signal, repeatable: false }, async (client, mailbox) => {
    const moved = await moveTo(client, key.uid, path);
    context.changed(mailbox.path);
    context.changed(path);
    if (!moved) return { path };
    const number = await context.registry.numberOf({ path, uidValidity: moved.uidValidity });
    return { path, id: messageId({ mailbox: number, uid: moved.uid }), uid: moved.uid };
  });
}

/** Moves a message of the selected mailbox; answers where it is now if the server tells. */
async function moveTo(client: ImapClient, uid: number, path: string) {
  const range = String(uid);
  const tellsUids = client.capabilities.has("UIDPLUS");
  // Commands on a UID that does not exist succeed without doing anything.
  if (!tellsUids && !(await client.fetchOne(range, { uid: true }, { uid: true }))) throw messageNotFound();
  const canMove = client.capabilities.has("MOVE");
  const copied = canMove
    ? await client.messageMove(range, path, { uid: true })
    : await client.messageCopy(range, path, { uid: true });
  if (!copied) throw await refusal(client, path, "move the message");
  const newUid = copied.uidMap?.get(uid);
  if (tellsUids && newUid === undefined && !(await wasThere(client, uid, canMove))) throw messageNotFound();
  if (!canMove) await expungeMessage(client, uid);
  return newUid === undefined || copied.uidValidity === undefined
    ? undefined
    : { uid: newUid, uidValidity: copied.uidValidity.toString() };
}

/** After a MOVE without COPYUID only its absence proves nothing; after a COPY the message is still here. */
async function wasThere(client: ImapClient, uid: number, isMoved: boolean) {
  return !isMoved && Boolean(await client.fetchOne(String(uid), { uid: true }, { uid: true }));
}

async function refusal(client: ImapClient, path: string, what: string): Promise<PosthornError> {
  const exists = await client.status(path, { messages: true }).catch(() => false);
  return exists ? new PosthornError("refused", `The mail server refused to ${what}`) : folderNotFound(path);
}

/**
 * Deletes one message of the selected mailbox for good. Without UIDPLUS an EXPUNGE takes every
 * message that is marked as deleted, so the marks of the others are taken off meanwhile.
 */
async function expungeMessage(client: ImapClient, uid: number): Promise<boolean> {
  const range = String(uid);
  if (client.capabilities.has("UIDPLUS")) return client.messageDelete(range, { uid: true });
  const marked = await client.search({ deleted: true }, { uid: true });
  const others = (Array.isArray(marked) ? marked : []).filter((other) => other !== uid).join(",");
  if (others === "") return client.messageDelete(range, { uid: true });
  await client.messageFlagsRemove(others, ["\\Deleted"], { uid: true });
  try {
    return await client.messageDelete(range, { uid: true });
  } finally {
    await client.messageFlagsAdd(others, ["\\Deleted"], { uid: true });
  }
}

export async function deleteMessage(
  context: AccountContext,
  id: string,
  { signal, force }: CallOptions & { force: boolean },
): Promise<DeletedMessage> {
  const key = readMessageId(id);
  const life = await context.registry.lifeOf(key.mailbox);
  if (!life) throw messageNotFound();
  const use = await context.useOf(life.path, signal);
  const trash =
    force || use === "\\Trash" || use === "\\Junk"
      ? undefined
      : (await context.directory.all(signal)).find(({ specialUse }) => specialUse === "\\Trash")?.path;
  return context.withMessage("delete a message", key, { signal, repeatable: false }, async (client, mailbox) => {
    if (trash === undefined) {
      if (!(await client.fetchOne(String(key.uid), { uid: true }, { uid: true }))) throw messageNotFound();
      const deleted = await expungeMessage(client, key.uid);
      context.changed(mailbox.path);
      return { deleted };
    }
    const moved = await moveTo(client, key.uid, trash);
    context.changed(mailbox.path);
    context.changed(trash);
    if (!moved) return { deleted: false, moved: { destination: trash } };
    const number = await context.registry.numberOf({ path: trash, uidValidity: moved.uidValidity });
    return { deleted: false, moved: { destination: trash, message: messageId({ mailbox: number, uid: moved.uid }) } };
  });
}

export async function appendMessage(
  context: AccountContext,
  wanted: string,
  message: Buffer,
  { signal, flags = [], internalDate }: CallOptions & AppendOptions,
): Promise<AppendedMessage> {
  const path = await context.directory.resolve(wanted, signal);
  return context.withClient("store a message", { signal, repeatable: false }, async (client) => {
    const stored = await client.append(path, message, flags, internalDate).catch((error: unknown) => {
      throw isMailboxMissing(error) ? folderNotFound(path, error) : error;
    });
    if (!stored) throw connectionGone();
    context.changed(path);
    const { uid, uidValidity } = stored;
    if (uid === undefined || uidValidity === undefined) return { path };
    const number = await context.registry.numberOf({ path, uidValidity: uidValidity.toString() });
    return { path, id: messageId({ mailbox: number, uid }), uid, uidValidity: uidValidity.toString() };
  });
}
