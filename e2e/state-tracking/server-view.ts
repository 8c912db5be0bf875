import { ImapFlow } from "imapflow";
import type { MailServer } from "./mail-server.ts";

export interface SeenMessage {
  /** Sorted, without `\Recent`. */
  flags: string[];
  messageId: string | undefined;
}

/** Messages by UID, by the path of their mailbox. */
export type View = Map<string, Map<number, SeenMessage>>;

/** An outside client of the usual kind. */
export async function connectTo(server: MailServer, user: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: server.password },
    logger: false,
    socketTimeout: 30_000,
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

export const sortedFlags = (flags: Iterable<string>) => [...flags].filter((flag) => flag !== "\\Recent").toSorted();

/** The paths of all mailboxes that can hold messages. */
export const mailboxesOf = async (client: ImapFlow) =>
  (await client.list())
    .filter(({ flags }) => !flags.has("\\Noselect") && !flags.has("\\NonExistent"))
    .map(({ path }) => path);

/** A server that is slow to let go of a mailbox may end a connection: how often one mailbox is tried. */
const TRIES = 3;

/**
 * Does something for each mailbox that can hold messages, over a connection of its own; over another
 * one if that is lost.
 */
export async function forEachMailbox(
  server: MailServer,
  user: string,
  work: (client: ImapFlow, path: string) => Promise<void>,
): Promise<void> {
  let client = await connectTo(server, user);
  const attempt = async (path: string, triesLeft: number): Promise<void> => {
    try {
      await work(client, path);
    } catch (cause) {
      if (triesLeft > 1 && !client.usable) {
        client.close();
        client = await connectTo(server, user);
        return attempt(path, triesLeft - 1);
      }
      const { responseText, message } = cause as Error & { responseText?: string };
      throw new Error(`${path}: ${responseText ?? message}`, { cause });
    }
  };
  try {
    for (const path of await mailboxesOf(client)) await attempt(path, TRIES);
  } finally {
    client.close();
  }
}

/** Everything the account holds, as somebody sees it who was never there before. */
export async function viewOfServer(server: MailServer, user: string): Promise<View> {
  const view: View = new Map();
  await forEachMailbox(server, user, async (client, path) => {
    const messages = new Map<number, SeenMessage>();
    view.set(path, messages);
    const { exists } = await client.mailboxOpen(path, { readOnly: true });
    if (exists === 0) return;
    for await (const row of client.fetch("1:*", { uid: true, flags: true, envelope: true }))
      messages.set(row.uid, { flags: sortedFlags(row.flags ?? []), messageId: row.envelope?.messageId });
  });
  return view;
}
