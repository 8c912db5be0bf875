import type { MailboxObject } from "imapflow";
import type { ImapClient } from "./connection.ts";
import { folderNotFound, isMailboxMissing } from "./errors.ts";

/**
 * How fresh the view of a selected mailbox is. Everything that is known to have changed a mailbox
 * (an own write, a push from the server) raises its count; a connection whose view is older asks
 * the server for news before it is used. Without a hint a view is good for a moment only.
 */
export interface MailboxFreshness {
  changed(path: string): void;
  /** Selects a mailbox, or brings the selected one up to date if need be. */
  open(client: ImapClient, path: string): Promise<MailboxObject>;
  /** Brings the selected mailbox up to date. */
  refresh(client: ImapClient): Promise<void>;
}

const GOOD_FOR_MS = 3_000;

export function createMailboxFreshness(): MailboxFreshness {
  const counts = new Map<string, number>();
  const views = new WeakMap<ImapClient, { count: number; at: number }>();
  const saw = (client: ImapClient, path: string) =>
    views.set(client, { count: counts.get(path) ?? 0, at: performance.now() });

  return {
    changed: (path) => void counts.set(path, (counts.get(path) ?? 0) + 1),
    async refresh(client) {
      if (!client.mailbox) return;
      saw(client, client.mailbox.path);
      await client.noop();
    },
    async open(client, path) {
      const view = views.get(client);
      if (client.mailbox && client.mailbox.path === path && view) {
        const isFresh = view.count === (counts.get(path) ?? 0) && performance.now() - view.at < GOOD_FOR_MS;
        if (!isFresh) {
          saw(client, path);
          await client.noop();
        }
        if (client.mailbox) return client.mailbox;
      }
      saw(client, path);
      return selectMailbox(client, path);
    },
  };
}

export async function selectMailbox(client: ImapClient, path: string): Promise<MailboxObject> {
  // imapflow asks for LIST before it selects a mailbox it has never seen. We know better.
  const { folders } = client as unknown as { folders: Map<string, unknown> };
  if (!folders.has(path)) folders.set(path, { path });
  try {
    return await client.mailboxOpen(path);
  } catch (error) {
    throw isMailboxMissing(error) ? folderNotFound(path, error) : error;
  }
}
