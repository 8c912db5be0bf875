import type { DeletedMessage, MessageUpdate, MessageUpdateResult, MovedMessage } from "@posthorn/contracts/messages";
import { PosthornError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/mail-backend.ts";
import type { GraphContext } from "./context.ts";
import { GraphError } from "./errors.ts";
import { ALL_MAIL, type KnownFolder } from "./folders.ts";
import { readMessageId } from "./message-id.ts";
import { dependsOnState, isEmpty, type MessageState, outcomeOf, patchOf } from "./message-state.ts";
import { messagePath } from "./messages.ts";
import type { GraphMessage } from "./resources.ts";

const STATE_QUERY = { $select: "id,isRead,isDraft,flag,categories" };

export async function updateMessage(
  context: GraphContext,
  id: string,
  update: MessageUpdate,
  options: CallOptions,
): Promise<MessageUpdateResult> {
  const path = messagePath(readMessageId(id));
  const isAsked = isEmpty(update) || dependsOnState(update);
  const before = isAsked
    ? await context.api.request<MessageState>({ method: "GET", path, query: STATE_QUERY }, options)
    : undefined;
  const patch = patchOf(update, before ?? {});
  if (patch === null) return outcomeOf(update, before ?? (await stateOf(context, path, options)));
  const after = await context.api.request<MessageState>({ method: "PATCH", path, body: patch }, options);
  context.changed();
  return outcomeOf(update, after);
}

/** Also tells whether the message is still there. */
const stateOf = ({ api }: GraphContext, path: string, options: CallOptions) =>
  api.request<MessageState>({ method: "GET", path, query: STATE_QUERY }, options);

export async function moveMessage(
  context: GraphContext,
  id: string,
  path: string,
  options: CallOptions,
): Promise<MovedMessage> {
  const key = readMessageId(id);
  const target = await targetOf(context, path, options);
  const moved = await move(context, key, target, options);
  return { path: target.path, id: moved.id };
}

/** Of a target that is gone since it was listed, Graph says the same as of a message. */
async function move(
  { api, folders, changed }: GraphContext,
  id: string,
  target: KnownFolder,
  options: CallOptions,
): Promise<GraphMessage> {
  const body = { destinationId: target.id };
  const moved = await folders.within(target.path, options, () =>
    api.request<GraphMessage>({ method: "POST", path: `${messagePath(id)}/move`, body }, options),
  );
  changed();
  return moved;
}

export async function deleteMessage(
  context: GraphContext,
  id: string,
  { force, signal }: CallOptions & { force: boolean },
): Promise<DeletedMessage> {
  const path = messagePath(readMessageId(id));
  const trash = force ? undefined : await trashFor(context, await folderOf(context, path, { signal }), { signal });
  if (trash) {
    const moved = await move(context, readMessageId(id), trash, { signal });
    return { deleted: true, moved: { destination: trash.path, message: moved.id } };
  }
  try {
    await context.api.request({ method: "DELETE", path }, { signal });
  } catch (error) {
    // Under a hold of the organization's nothing can be deleted for good.
    if (error instanceof GraphError && error.code === "ErrorCannotDeleteObject") return { deleted: false };
    throw error;
  }
  context.changed();
  return { deleted: true };
}

async function folderOf({ api, folders }: GraphContext, path: string, options: CallOptions) {
  const { parentFolderId } = await api.request<GraphMessage>(
    { method: "GET", path, query: { $select: "id,parentFolderId" } },
    options,
  );
  if (!folders.byId(parentFolderId)) await folders.refresh(options);
  return folders.byId(parentFolderId);
}

/** Where deleted messages of a folder go; undefined where they are gone for good. */
export async function trashFor(
  { folders }: GraphContext,
  from: KnownFolder | undefined,
  options: CallOptions,
): Promise<KnownFolder | undefined> {
  if (from?.specialUse === "\\Trash" || from?.specialUse === "\\Junk") return undefined;
  if (!folders.byUse("\\Trash")) await folders.refresh(options);
  const trash = folders.byUse("\\Trash");
  if (!trash) throw new PosthornError("not_found", "The mailbox has no Trash", { code: "TrashNotFound" });
  return trash;
}

/** A folder that something can be put into, which all mail is not. */
export async function targetOf({ folders }: GraphContext, path: string, options: CallOptions): Promise<KnownFolder> {
  const target = await folders.resolve(path, options);
  if (!target)
    throw new PosthornError("invalid", `${ALL_MAIL} is no mailbox that takes messages`, {
      code: "UnsupportedOperation",
    });
  return target;
}
