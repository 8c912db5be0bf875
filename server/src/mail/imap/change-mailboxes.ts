import type { CreatedMailbox, DeletedMailbox, ModifiedMailbox } from "@posthorn/contracts/mailboxes";
import type { CallOptions, MailboxChange } from "../../core/mail-backend.ts";
import { PosthornError } from "../../core/errors.ts";
import type { ImapClient } from "./connection.ts";
import type { AccountContext } from "./context.ts";
import { connectionGone, refusalOf } from "./errors.ts";

export async function createMailbox(
  context: AccountContext,
  names: readonly string[],
  { signal }: CallOptions,
): Promise<CreatedMailbox> {
  const path = await pathOf(context, names, signal);
  return context.withClient("create the mailbox", { signal, repeatable: false }, async (client) => {
    try {
      // Also subscribes to it.
      const made = await client.mailboxCreate(path);
      if (!made) throw connectionGone();
      if (made.created) context.mailboxesChanged([made.path]);
      const { mailboxId, created } = made;
      return { path: made.path, ...(mailboxId === undefined ? {} : { mailboxId }), created };
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      // Old servers have no code to say that there is such a mailbox already.
      if (refusal.code === undefined) return { path: fullPath(client, path), created: false, info: refusal };
      throw refused("create the mailbox", refusal, error);
    }
  });
}

export async function modifyMailbox(
  context: AccountContext,
  wanted: string,
  { newPath: names, subscribed }: MailboxChange,
  { signal }: CallOptions,
): Promise<ModifiedMailbox> {
  const from = await context.directory.resolve(wanted, signal);
  const to = names && (await pathOf(context, names, signal));
  const what = to === undefined ? "subscribe to the mailbox" : "rename the mailbox";
  return context.withClient(what, { signal, repeatable: to === undefined }, async (client) => {
    const path = fullPath(client, from);
    const newPath = to === undefined ? undefined : fullPath(client, to);
    const isRenamed = newPath !== undefined && newPath !== path;
    if (isRenamed) await renameMailbox(context, client, path, newPath, subscribed);
    const target = isRenamed ? newPath : path;
    const isDone = subscribed !== undefined && (await setSubscription(client, target, subscribed));
    if (isDone) context.directory.forget();
    return {
      path,
      ...(isRenamed && { newPath }),
      ...(newPath !== undefined && { renamed: isRenamed }),
      ...(isDone && { subscribed }),
    };
  });
}

/**
 * Renames a mailbox with all that is below it. Subscriptions are to names (RFC 9051 section 6.3.7),
 * so they are taken along; that of the mailbox itself only where the caller does not decide it.
 */
async function renameMailbox(
  context: AccountContext,
  client: ImapClient,
  path: string,
  newPath: string,
  subscribed: boolean | undefined,
): Promise<void> {
  // What is in INBOX moves, but INBOX stays, and so do the mailboxes below it.
  const isInbox = path === "INBOX";
  const moving = (await client.list()).filter(
    (mailbox) =>
      mailbox.path === path || (!isInbox && mailbox.delimiter && mailbox.path.startsWith(path + mailbox.delimiter)),
  );
  await keepDeleted(client, path);
  try {
    if (!(await client.mailboxRename(path, newPath))) throw connectionGone();
  } catch (error) {
    const refusal = refusalOf(error);
    throw refusal ? refused("rename the mailbox", { code: "RenameFailed", ...refusal }, error) : error;
  }
  const movedTo = (old: string) => newPath + old.slice(path.length);
  context.mailboxesChanged([path, newPath, ...moving.flatMap((mailbox) => [mailbox.path, movedTo(mailbox.path)])]);
  for (const mailbox of moving) {
    const isItself = mailbox.path === path;
    if (!mailbox.subscribed) continue;
    if (!isItself || subscribed === undefined) await setSubscription(client, movedTo(mailbox.path), true);
    if (!isInbox) await setSubscription(client, mailbox.path, false);
  }
}

export async function deleteMailbox(
  context: AccountContext,
  wanted: string,
  { signal }: CallOptions,
): Promise<DeletedMailbox> {
  const found = await context.directory.resolve(wanted, signal);
  return context.withClient("delete the mailbox", { signal, repeatable: false }, async (client) => {
    const path = fullPath(client, found);
    await keepDeleted(client, path);
    try {
      if (!(await client.mailboxDelete(path))) throw connectionGone();
    } catch (error) {
      const info = refusalOf(error);
      if (!info) throw error;
      return { path, deleted: false, info };
    }
    context.mailboxesChanged([path]);
    return { path, deleted: true };
  });
}

/** The path that names lead to; the first of them may be a special use. */
async function pathOf(
  { directory }: AccountContext,
  [first = "", ...rest]: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const start = await directory.resolve(first, signal);
  if (rest.length === 0) return start;
  const delimiter = (await directory.all(signal)).find((mailbox) => mailbox.delimiter !== null)?.delimiter;
  if (!delimiter) throw new PosthornError("invalid", "The mail server has no mailboxes within mailboxes");
  return [start, ...rest].join(delimiter);
}

/** As imapflow sends it to the server: in the personal namespace (RFC 2342). */
function fullPath({ namespace }: ImapClient, path: string): string {
  if (path.toUpperCase() === "INBOX") return "INBOX";
  return namespace?.prefix && !path.startsWith(namespace.prefix) ? namespace.prefix + path : path;
}

/**
 * A selected mailbox has to be closed before it is renamed or deleted. Where there is no UNSELECT,
 * closing expunges what is marked as deleted, unless it was opened only for reading.
 */
async function keepDeleted(client: ImapClient, path: string): Promise<void> {
  if (!client.mailbox || client.mailbox.path !== path || client.capabilities.has("UNSELECT")) return;
  await client.mailboxOpen(path, { readOnly: true }).catch((error: unknown) => {
    // Then nothing is selected any more.
    if (!refusalOf(error)) throw error;
  });
}

/** Answers whether the server went along. */
async function setSubscription(client: ImapClient, path: string, subscribed: boolean): Promise<boolean> {
  const isDone = subscribed ? await client.mailboxSubscribe(path) : await client.mailboxUnsubscribe(path);
  if (!client.usable) throw connectionGone();
  return isDone;
}

const refused = (what: string, { response, code }: { response: string; code?: string }, cause: unknown) =>
  new PosthornError("invalid", `The mail server refused to ${what}: ${response}`, {
    cause,
    extra: { details: { response } },
    ...(code === undefined ? {} : { code }),
  });
