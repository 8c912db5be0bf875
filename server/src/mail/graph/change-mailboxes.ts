import type { CreatedMailbox, DeletedMailbox, Mailbox, ModifiedMailbox } from "@posthorn/contracts/mailboxes";
import { PosthornError } from "../../core/errors.ts";
import type { CallOptions, MailboxChange } from "../../core/mail-backend.ts";
import type { GraphContext } from "./context.ts";
import { folderNotFound, GraphError, isTemporary } from "./errors.ts";
import { ALL_MAIL, decodeName, joinNames, type KnownFolder } from "./folders.ts";
import type { GraphFolder } from "./resources.ts";

const ALL: Mailbox = {
  id: "virtual_all",
  path: ALL_MAIL,
  delimiter: "/",
  name: "All Mail",
  listed: true,
  subscribed: false,
  noSelect: true,
  specialUse: "\\All",
  specialUseSource: "extension",
};

/** Folders as they are shown, all mail first. */
export const toMailboxes = (folders: readonly KnownFolder[], { counters }: { counters: boolean }): Mailbox[] => [
  ALL,
  ...folders.map(({ id, path, name, parentPath, specialUse, messages, unseen }) => ({
    id,
    path,
    delimiter: "/",
    ...(parentPath && { parentPath }),
    name,
    listed: true,
    subscribed: true,
    ...(specialUse && { specialUse, specialUseSource: "extension" as const }),
    ...(counters && { status: { messages, unseen } }),
  })),
];

const folderPath = ({ id }: { id: string }) => `/mailFolders/${encodeURIComponent(id)}`;

export async function createMailbox(
  context: GraphContext,
  [first = "", ...rest]: readonly string[],
  { signal }: CallOptions,
): Promise<CreatedMailbox> {
  const { folders } = context;
  await folders.refresh({ signal });
  const path = placeOf(context, first, rest);
  const known = folders.find(path);
  if (known) return { path: known.path, mailboxId: known.id, created: false };
  try {
    const made = await make(context, path, { signal });
    await folders.refresh({ signal });
    return { path: folders.byId(made.id)?.path ?? path, mailboxId: made.id, created: true };
  } catch (error) {
    if (error instanceof GraphError && error.code === "ErrorFolderExists") return { path, created: false };
    throw refused(error, "create the mailbox");
  } finally {
    context.changed();
  }
}

/** Makes a folder, and those above it that are missing. */
async function make(context: GraphContext, path: string, options: CallOptions): Promise<{ id: string }> {
  const { api, folders } = context;
  const cut = path.lastIndexOf("/");
  const above = path.slice(0, cut);
  const parent = cut < 0 ? undefined : (folders.find(above) ?? (await make(context, above, options)));
  return api.request<GraphFolder>(
    {
      method: "POST",
      path: parent ? `${folderPath(parent)}/childFolders` : "/mailFolders",
      body: { displayName: decodeName(path.slice(cut + 1)) },
      isRepeatable: false,
    },
    options,
  );
}

/** Folders of Exchange have no subscriptions: what is wished of these has no effect. */
export async function modifyMailbox(
  context: GraphContext,
  wanted: string,
  { newPath: names }: MailboxChange,
  { signal }: CallOptions,
): Promise<ModifiedMailbox> {
  const { folders } = context;
  await folders.refresh({ signal });
  const folder = folders.find(wanted);
  if (!folder && wanted.startsWith("\\")) throw folderNotFound(wanted);
  if (names === undefined) {
    if (!folder) throw folderNotFound(wanted);
    return { path: folder.path, renamed: false };
  }
  if (!folder)
    throw refused(new GraphError(404, "ErrorItemNotFound", "The mailbox does not exist"), "rename the mailbox");
  const [first = "", ...rest] = names;
  const newPath = placeOf(context, first, rest);
  if (newPath === folder.path) return { path: folder.path, renamed: false };
  try {
    await moveFolder(context, folder, newPath, { signal });
  } catch (error) {
    throw refused(error, "rename the mailbox");
  } finally {
    await folders.refresh({ signal });
    context.changed();
  }
  return { path: folder.path, newPath: folders.byId(folder.id)?.path ?? newPath, mailboxId: folder.id, renamed: true };
}

/** Two steps where the place and the name change. */
async function moveFolder(context: GraphContext, folder: KnownFolder, newPath: string, options: CallOptions) {
  const { parent, name } = split(context, newPath);
  if (parent?.path !== folder.parentPath) {
    const body = { destinationId: parent?.id ?? "msgfolderroot" };
    await context.api.request({ method: "POST", path: `${folderPath(folder)}/move`, body }, options);
  }
  if (name !== folder.name)
    await context.api.request({ method: "PATCH", path: folderPath(folder), body: { displayName: name } }, options);
}

export async function deleteMailbox(
  context: GraphContext,
  wanted: string,
  { signal }: CallOptions,
): Promise<DeletedMailbox> {
  const { api, folders } = context;
  await folders.refresh({ signal });
  const folder = folders.find(wanted);
  if (!folder) {
    if (wanted.startsWith("\\")) throw folderNotFound(wanted);
    return {
      path: wanted,
      deleted: false,
      info: { response: "The mailbox does not exist", code: "ErrorItemNotFound" },
    };
  }
  const { path, id: mailboxId } = folder;
  try {
    await api.request({ method: "DELETE", path: folderPath(folder) }, { signal });
  } catch (error) {
    if (!(error instanceof GraphError) || isTemporary(error)) throw error;
    return { path, mailboxId, deleted: false, info: { response: error.message, code: error.code } };
  }
  await folders.refresh({ signal });
  context.changed();
  return { path, mailboxId, deleted: true };
}

/** The path that names lead to, the first of which may be a special use. */
function placeOf({ folders }: GraphContext, first: string, rest: readonly string[]): string {
  const known = folders.find(first);
  if (!known && first.startsWith("\\")) throw folderNotFound(first);
  return joinNames(known?.path ?? first, rest);
}

/** The folder that a new one goes into, undefined at the top, and its name there. */
function split({ folders }: GraphContext, path: string): { parent: KnownFolder | undefined; name: string } {
  const cut = path.lastIndexOf("/");
  const name = decodeName(path.slice(cut + 1));
  if (cut < 0) return { parent: undefined, name };
  const parent = folders.find(path.slice(0, cut));
  if (!parent) throw folderNotFound(path.slice(0, cut));
  return { parent, name };
}

/** What Graph has against it is the caller's fault, with its words. */
function refused(error: unknown, what: string): unknown {
  if (!(error instanceof GraphError) || isTemporary(error) || error.status === 401) return error;
  const { message: response, code } = error;
  return new PosthornError("invalid", `Microsoft Graph refused to ${what}: ${response}`, {
    code,
    cause: error,
    extra: { details: { response } },
  });
}
