import type { MailboxObject, MailboxOpenOptions } from "imapflow";
import type { ImapClient } from "./connection.ts";
import { folderNotFound, isMailboxMissing, isRefusal } from "./errors.ts";
import { isSelectable } from "./special-use.ts";

/**
 * How fresh the view of a selected mailbox is. Everything that is known to have changed a mailbox
 * (an own write, a push from the server) raises its count; a connection whose view is older asks
 * the server for news before it is used. Only of the mailbox that a watch listens to is it known
 * that no news is good news, for a while.
 */
export interface MailboxFreshness {
  changed(path: string): void;
  /** What was at this path is gone: whoever has it selected must select anew. */
  gone(path: string): void;
  /** The server's pushes for this mailbox, and no other, reach us. */
  listening(path: string | undefined): void;
  /** Selects a mailbox, or brings the selected one up to date if need be. */
  open(client: ImapClient, path: string): Promise<MailboxObject>;
  /** Brings the selected mailbox up to date. */
  refresh(client: ImapClient): Promise<void>;
}

/** Pushes come late at times. */
const GOOD_FOR_MS = 3_000;

export function createMailboxFreshness(): MailboxFreshness {
  const counts = new Map<string, number>();
  const views = new WeakMap<ImapClient, { count: number; at: number }>();
  const goneAt = new Map<string, number>();
  let heard: string | undefined;
  const saw = (client: ImapClient, path: string) =>
    views.set(client, { count: counts.get(path) ?? 0, at: performance.now() });
  const isFresh = (client: ImapClient, path: string) => {
    const view = views.get(client);
    if (!view || path !== heard || view.count !== (counts.get(path) ?? 0)) return false;
    return performance.now() - view.at < GOOD_FOR_MS;
  };
  const isGone = (client: ImapClient, path: string) =>
    (views.get(client)?.at ?? 0) < (goneAt.get(path) ?? Number.NEGATIVE_INFINITY);

  return {
    changed: (path) => void counts.set(path, (counts.get(path) ?? 0) + 1),
    gone: (path) => void goneAt.set(path, performance.now()),
    listening(path) {
      heard = path;
    },
    async refresh(client) {
      if (!client.mailbox) return;
      saw(client, client.mailbox.path);
      await client.noop();
    },
    async open(client, path) {
      if (client.mailbox && client.mailbox.path === path && !isGone(client, path)) {
        if (!isFresh(client, path)) {
          saw(client, path);
          await client.noop();
        }
        if (client.mailbox) return client.mailbox;
      }
      saw(client, path);
      return selectMailbox(client, path).catch(async (error: unknown) => {
        throw isRefusal(error) && !(await canBeSelected(client, path)) ? folderNotFound(path, error) : error;
      });
    },
  };
}

/** Some are but a level above others; they are in no listing of ours. */
const canBeSelected = async (client: ImapClient, path: string) =>
  (await client.list()).some((mailbox) => mailbox.path === path && isSelectable(mailbox.flags));

export async function selectMailbox(
  client: ImapClient,
  path: string,
  options: MailboxOpenOptions = {},
): Promise<MailboxObject> {
  // imapflow asks for LIST before it selects a mailbox it has never seen. We know better.
  const { folders } = client as unknown as { folders: Map<string, unknown> };
  if (!folders.has(path)) folders.set(path, { path });
  try {
    return await client.mailboxOpen(path, options);
  } catch (error) {
    throw isMailboxMissing(error) ? folderNotFound(path, error) : error;
  }
}
