import type { ImapClient } from "./connection.ts";
import { connectionGone, folderNotFound, isMailboxMissing, refusalOf, refusedRequest } from "./errors.ts";
import { orThrow } from "./or-throw.ts";
import { type UidSet, uidSets } from "./uid-sets.ts";

/** Where messages are now, as far as the server tells (RFC 4315, COPYUID). */
export interface Transfer {
  newUids?: ReadonlyMap<number, number>;
  uidValidity?: string;
}

/**
 * Moves messages of the selected mailbox. Without MOVE they are copied, and deleted once `mayDelete`
 * has looked at what became of the copy. Throws FolderNotFound, or `invalid` with the server's words.
 */
export async function transfer(
  client: ImapClient,
  part: UidSet,
  path: string,
  mayDelete: (copied: Transfer) => Promise<unknown> = async () => {},
): Promise<Transfer> {
  const canMove = client.capabilities.has("MOVE");
  const done = await orThrow(client, () =>
    canMove ? client.messageMove(part.set, path, { uid: true }) : client.messageCopy(part.set, path, { uid: true }),
  ).catch(async (error: unknown) => {
    if (!refusalOf(error)) throw error;
    if (isMailboxMissing(error)) throw folderNotFound(path, error);
    await requireMailbox(client, path);
    throw refusedRequest(error, "move messages");
  });
  const moved: Transfer = {
    ...(done.uidMap === undefined ? {} : { newUids: done.uidMap }),
    ...(done.uidValidity === undefined ? {} : { uidValidity: done.uidValidity.toString() }),
  };
  await mayDelete(moved);
  if (!canMove) await expunge(client, part);
  return moved;
}

/** Throws FolderNotFound where there is no such mailbox. */
export async function requireMailbox(client: ImapClient, path: string): Promise<void> {
  // imapflow has several ways to say that there is none.
  const status = await client.status(path, { messages: true }).catch(() => false);
  if (!client.usable) throw connectionGone();
  if (!status) throw folderNotFound(path);
}

/**
 * Deletes messages of the selected mailbox for good. Without UIDPLUS an EXPUNGE takes every message
 * that is marked as deleted, so the marks of the others are taken off meanwhile.
 */
export async function expunge(client: ImapClient, { set, uids }: UidSet): Promise<void> {
  const others = client.capabilities.has("UIDPLUS") ? [] : await markedBeside(client, uids);
  try {
    for (const other of others)
      await orThrow(client, () => client.messageFlagsRemove(other.set, ["\\Deleted"], { uid: true }));
    await orThrow(client, () => client.messageDelete(set, { uid: true }));
  } catch (error) {
    throw refusedRequest(error, "delete messages");
  } finally {
    for (const other of others) await client.messageFlagsAdd(other.set, ["\\Deleted"], { uid: true });
  }
}

async function markedBeside(client: ImapClient, uids: readonly number[]): Promise<UidSet[]> {
  const marked = await orThrow(client, () => client.search({ deleted: true }, { uid: true }));
  const wanted = new Set(uids);
  return uidSets(marked.filter((uid) => !wanted.has(uid)));
}
