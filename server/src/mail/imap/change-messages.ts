import type { DeletedMessage, MessageUpdate, MessageUpdateResult, MovedMessage } from "@posthorn/contracts/messages";
import { PosthornError } from "../../core/errors.ts";
import type { AppendedMessage, AppendOptions, CallOptions } from "../../core/mail-backend.ts";
import type { ImapClient } from "./connection.ts";
import type { AccountContext } from "./context.ts";
import { connectionGone, folderNotFound, isMailboxMissing, refusalOf, toPosthornError } from "./errors.ts";
import { messageId, messageNotFound, readMessageId } from "./message-id.ts";
import { type FlagOperation, operationsOf, outcomeOf, storeFlags } from "./store-flags.ts";
import { expunge, transfer } from "./transfer.ts";
import { trashFor } from "./trash.ts";
import type { UidSet } from "./uid-sets.ts";

export async function updateMessage(
  context: AccountContext,
  id: string,
  update: MessageUpdate,
  { signal }: CallOptions,
): Promise<MessageUpdateResult> {
  const key = readMessageId(id);
  return context.withMessage("update a message", key, { signal }, async (client, mailbox) => {
    const uid = String(key.uid);
    const done = new Map<FlagOperation, boolean>();
    // Which messages a STORE reached shows in the FETCH responses it causes.
    let wasSeen = false;
    const see = (event: { uid?: number | undefined; seq: number }) => {
      if (event.uid === undefined || event.uid === key.uid) wasSeen = true;
    };
    client.on("flags", see);
    try {
      for (const operation of operationsOf(client, update))
        done.set(operation, await storeFlags(client, uid, operation));
    } finally {
      client.off("flags", see);
    }
    if (!wasSeen && !(await client.fetchOne(uid, { uid: true }, { uid: true }))) throw messageNotFound();
    context.changed(mailbox.path);
    return outcomeOf(client, update, done);
  });
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
  // Commands on a UID that does not exist succeed without doing anything. What MOVE takes away is told as
  // expunged (RFC 6851 section 3.3); what COPY has copied is still here.
  let wentAway = false;
  const see = (event: { uid?: number | undefined }) => {
    if (event.uid === undefined || event.uid === uid) wentAway = true;
  };
  const isHere = async () => Boolean(await client.fetchOne(String(uid), { uid: true }, { uid: true }));
  client.on("expunge", see);
  try {
    const { newUids, uidValidity } = await transfer(client, only(uid), path, async (done) => {
      if (!done.newUids?.has(uid) && !wentAway && !(await isHere())) throw messageNotFound();
    });
    const newUid = newUids?.get(uid);
    return newUid === undefined || uidValidity === undefined ? undefined : { uid: newUid, uidValidity };
  } finally {
    client.off("expunge", see);
  }
}

/** What the server said against the message, as far as it is that. */
function uploadRefused(error: unknown): unknown {
  const known = toPosthornError(error, "store the message");
  if (known.kind !== "refused") return error;
  const response = refusalOf(error)?.response ?? (error as Error).message;
  return new PosthornError("refused", known.message, {
    code: "UploadFail",
    temporary: known.temporary,
    extra: { info: { response } },
    cause: error,
  });
}

const only = (uid: number): UidSet => ({ set: String(uid), uids: [uid] });

export async function deleteMessage(
  context: AccountContext,
  id: string,
  { signal, force }: CallOptions & { force: boolean },
): Promise<DeletedMessage> {
  const key = readMessageId(id);
  const life = await context.registry.lifeOf(key.mailbox);
  if (!life) throw messageNotFound();
  const trash = force ? undefined : await trashFor(context, life.path, signal);
  return context.withMessage("delete a message", key, { signal, repeatable: false }, async (client, mailbox) => {
    if (trash === undefined) {
      if (!(await client.fetchOne(String(key.uid), { uid: true }, { uid: true }))) throw messageNotFound();
      await expunge(client, only(key.uid));
      context.changed(mailbox.path);
      return { deleted: true };
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
      throw isMailboxMissing(error) ? folderNotFound(path, error) : uploadRefused(error);
    });
    if (!stored) throw connectionGone();
    context.changed(path);
    const { uid, uidValidity, seq } = stored;
    const place = seq === undefined ? { path } : { path, seq };
    if (uid === undefined || uidValidity === undefined) return place;
    const number = await context.registry.numberOf({ path, uidValidity: uidValidity.toString() });
    return { ...place, id: messageId({ mailbox: number, uid }), uid, uidValidity: uidValidity.toString() };
  });
}
