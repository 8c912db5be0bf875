import type { DeletedMessages, MovedMessages, UpdatedMessages } from "@posthorn/contracts/many-messages";
import type { MessageUpdate } from "@posthorn/contracts/messages";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import { notKnownBy, withoutEmptyTerms } from "../../core/search-terms.ts";
import type { BulkOptions, CallOptions } from "../../core/mail-backend.ts";
import type { BatchedRequest, GraphApi, GraphOptions } from "./api.ts";
import { targetOf, trashFor } from "./change-messages.ts";
import type { GraphContext } from "./context.ts";
import { GraphError, toPosthornError } from "./errors.ts";
import type { KnownFolder } from "./folders.ts";
import { readMessageId } from "./message-id.ts";
import { isEmpty, type MessageState, outcomeOf, patchOf } from "./message-state.ts";
import { messagePath } from "./messages.ts";
import { messagesPath } from "./pages.ts";
import type { GraphList } from "./resources.ts";
import { toFilter } from "./search-query.ts";

const MOST_AT_ONCE = 1000;
const STATE_QUERY = { $select: "id,isRead,isDraft,flag,categories" };

export async function updateMessages(
  context: GraphContext,
  path: string,
  query: SearchQuery,
  update: MessageUpdate,
  { signal, dryRun }: BulkOptions,
): Promise<UpdatedMessages> {
  const found = await select(context, path, query, { signal });
  const matched = found.length;
  if (dryRun || matched === 0 || isEmpty(update)) return { ...outcomeOf(update), matched, processed: 0 };
  const wanted = found.flatMap((message) => {
    const body = patchOf(update, message);
    return body === null ? [] : [{ id: message.id, body }];
  });
  const requests = wanted.map(({ id, body }) => ({ method: "PATCH" as const, path: messagePath(id), body }));
  const emailIds = await inBatches(context, found.length, wanted, requests, "update messages", { signal });
  const unchanged = found.length - wanted.length;
  return { ...outcomeOf(update), emailIds, matched, processed: emailIds.length + unchanged };
}

export async function moveMessages(
  context: GraphContext,
  path: string,
  query: SearchQuery,
  target: string,
  { signal, dryRun }: BulkOptions,
): Promise<MovedMessages> {
  const destination = await targetOf(context, target, { signal });
  const found = await select(context, path, query, { signal });
  const matched = found.length;
  if (dryRun || matched === 0) return { path: destination.path, matched, processed: 0 };
  const emailIds = await moveAll(context, found, destination, { signal });
  return { path: destination.path, emailIds, ...idMapOf(emailIds), matched, processed: emailIds.length };
}

export async function deleteMessages(
  context: GraphContext,
  path: string,
  query: SearchQuery,
  { signal, dryRun, force }: BulkOptions & { force: boolean },
): Promise<DeletedMessages> {
  const found = await select(context, path, query, { signal });
  const matched = found.length;
  if (dryRun || matched === 0) return { deleted: false, matched, processed: 0 };
  const from = await context.folders.resolve(path, { signal });
  const trash = force ? undefined : await trashFor(context, from, { signal });
  if (trash) {
    const emailIds = await moveAll(context, found, trash, { signal });
    const moved = { destination: trash.path, emailIds, ...idMapOf(emailIds) };
    return { deleted: true, moved, matched, processed: emailIds.length };
  }
  const requests = found.map(({ id }) => ({ method: "DELETE" as const, path: messagePath(id) }));
  const emailIds = await inBatches(context, matched, found, requests, "delete messages", { signal });
  return { deleted: true, deletedMessages: { emailIds }, matched, processed: emailIds.length };
}

/** Ids survive a move. */
const idMapOf = (emailIds: readonly string[]) => ({ idMap: emailIds.map((id) => [id, id]) });

function moveAll(context: GraphContext, found: readonly MessageState[], target: KnownFolder, options: GraphOptions) {
  const requests = found.map(({ id }) => ({
    method: "POST" as const,
    path: `${messagePath(id)}/move`,
    body: { destinationId: target.id },
  }));
  return inBatches(context, found.length, found, requests, "move messages", options);
}

/** All messages that fit: those that are named, or those of the folder. A term beside names would change nothing, so it is refused. */
function select(
  { api, folders }: GraphContext,
  path: string,
  query: SearchQuery,
  options: CallOptions,
): Promise<MessageState[]> {
  return folders.within(path, options, (folder) => selectIn(api, folder, query, options));
}

async function selectIn(
  api: GraphApi,
  folder: KnownFolder | undefined,
  query: SearchQuery,
  options: CallOptions,
): Promise<MessageState[]> {
  const { emailIds, ...others } = withoutEmptyTerms(query);
  if (emailIds !== undefined) {
    if (Object.keys(others).length > 0) throw notKnownBy("emailIds");
    const paths = [...new Set(emailIds)].map((id) => messagePath(readMessageId(id)));
    const found = await api.batch<MessageState>(
      paths.map((wanted) => ({ method: "GET", path: wanted, query: STATE_QUERY })),
      options,
    );
    return found.flatMap((message) => {
      if (!(message instanceof GraphError)) return [message];
      if (message.status === 404 || message.status === 400) return [];
      throw message;
    });
  }
  const { clauses, hasLabels } = toFilter(others);
  const found: MessageState[] = [];
  const headers: Record<string, string> = hasLabels ? { consistencylevel: "eventual" } : {};
  let request: { path: string; query?: Record<string, string> } = {
    path: messagesPath(folder),
    query: {
      ...STATE_QUERY,
      $top: String(MOST_AT_ONCE),
      ...(clauses.length > 0 && { $filter: clauses.join(" and ") }),
    },
  };
  for (;;) {
    const list: GraphList<MessageState> = await api.request({ method: "GET", ...request, headers }, options);
    found.push(...list.value);
    const link = list["@odata.nextLink"];
    if (link === undefined) return found;
    request = { path: link };
  }
}

/** Does what is wanted, twenty at a time, and answers with the ids of those it was done to. A failure tells how many that were. */
async function inBatches(
  context: GraphContext,
  matched: number,
  messages: readonly { id: string }[],
  requests: readonly BatchedRequest[],
  what: string,
  options: GraphOptions,
): Promise<string[]> {
  const done: string[] = [];
  const AT_ONCE = 20;
  try {
    for (let at = 0; at < requests.length; at += AT_ONCE) {
      const results = await context.api.batch(requests.slice(at, at + AT_ONCE), options);
      for (const [index, result] of results.entries()) {
        const id = messages[at + index]?.id ?? "";
        if (!(result instanceof GraphError)) done.push(id);
        // Somebody else may have taken it away since it was found.
        else if (result.status !== 404) throw result;
      }
    }
    return done;
  } catch (error) {
    const failure = toPosthornError(error, what);
    if (done.length > 0) Object.assign(failure.extra, { matched, processed: done.length });
    throw failure;
  } finally {
    context.changed();
  }
}
