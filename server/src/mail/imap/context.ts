import { Readable } from "node:stream";
import type { SpecialUse } from "@posthorn/contracts/mailboxes";
import type { FetchMessageObject, FetchQueryObject, MailboxObject } from "imapflow";
import type { CallOptions, MailAccount } from "../../core/mail-backend.ts";
import type { ImapClient } from "./connection.ts";
import { isConnectionLost, toPosthornError } from "./errors.ts";
import type { AccountMessages } from "./known-messages.ts";
import { type MailboxRegistry } from "./mailbox-registry.ts";
import type { MailboxDirectory } from "./mailbox-directory.ts";
import { messageNotFound, type MessageKey } from "./message-id.ts";
import type { BorrowOptions, ConnectionPool } from "./pool.ts";
import type { MailboxFreshness } from "./selected-mailbox.ts";

/** What a request on an account works with. */
export interface AccountContext {
  account: MailAccount;
  registry: MailboxRegistry;
  directory: MailboxDirectory;
  known: AccountMessages;
  /** Must be told of every change to a mailbox, so that nobody goes on with an old view of it. */
  changed(path: string): void;
  /** Must be told of mailboxes that came or went, by all their paths. */
  mailboxesChanged(paths: readonly string[]): void;
  /** Runs on a borrowed connection. `what` completes "could not ...". */
  withClient<T>(
    what: string,
    options: BorrowOptions & Repeatable,
    work: (client: ImapClient) => Promise<T>,
  ): Promise<T>;
  withMailbox<T>(what: string, path: string, options: CallOptions & Repeatable, work: MailboxWork<T>): Promise<T>;
  /** Selects the mailbox that a message id speaks of, if it is still the same one. */
  withMessage<T>(what: string, key: MessageKey, options: CallOptions & Repeatable, work: MailboxWork<T>): Promise<T>;
  /**
   * The same for content that leaves as fast as its reader takes it, and between chunks gives way to
   * the account's requests: those share its connection to the mail server, and this thread.
   */
  streamMessage<T>(
    what: string,
    key: MessageKey,
    options: CallOptions,
    begin: (
      client: ImapClient,
      giveWay: () => Promise<void>,
    ) => Promise<{ chunks: AsyncIterable<Buffer>; wrap(content: Readable): T }>,
  ): Promise<T>;
  fetchMessage(client: ImapClient, uid: number, query: FetchQueryObject): Promise<FetchMessageObject>;
  useOf(path: string, signal?: AbortSignal): Promise<SpecialUse | undefined>;
}

/** A download waits so long for a lull, for each chunk: requests without end slow it down to 10 MB/s. */
const PATIENCE_MS = 25;

interface Repeatable {
  /** False for what must not happen twice, should the connection break. */
  repeatable?: boolean;
}

type MailboxWork<T> = (client: ImapClient, mailbox: MailboxObject) => Promise<T>;

export function createAccountContext(
  account: MailAccount,
  parts: {
    pool: ConnectionPool;
    registry: MailboxRegistry;
    directory: MailboxDirectory;
    freshness: MailboxFreshness;
    known: AccountMessages;
  },
  { onChanged, onMailboxesChanged }: { onChanged(path: string): void; onMailboxesChanged(): void },
): AccountContext {
  const { pool, registry, directory, freshness, known } = parts;

  const openMessageMailbox = async (client: ImapClient, key: MessageKey) => {
    const life = await registry.lifeOf(key.mailbox);
    if (!life) throw messageNotFound();
    const mailbox = await freshness.open(client, life.path).catch((error: unknown) => {
      throw (error as { kind?: string }).kind === "not_found" ? messageNotFound(error) : error;
    });
    if (mailbox.uidValidity.toString() !== life.uidValidity) throw messageNotFound();
    return mailbox;
  };

  const context: AccountContext = {
    account,
    registry,
    directory,
    known,
    changed(path) {
      freshness.changed(path);
      onChanged(path);
    },
    mailboxesChanged(paths) {
      for (const path of paths) freshness.gone(path);
      directory.forget();
      onMailboxesChanged();
    },
    async withClient(what, { repeatable = true, ...options }, work) {
      for (let attempt = 0; ; attempt++)
        try {
          return await pool.use(options, work);
        } catch (error) {
          // A connection that was kept open may have died unnoticed.
          if (repeatable && attempt === 0 && isConnectionLost(error) && !options.signal?.aborted) continue;
          throw toPosthornError(error, what);
        }
    },
    withMailbox(what, path, options, work) {
      return context.withClient(what, { ...options, path }, async (client) =>
        work(client, await freshness.open(client, path)),
      );
    },
    async withMessage(what, key, options, work) {
      const path = (await registry.lifeOf(key.mailbox))?.path;
      if (path === undefined) throw messageNotFound();
      return context.withClient(what, { ...options, path }, async (client) =>
        work(client, await openMessageMailbox(client, key)),
      );
    },
    async streamMessage(what, key, { signal }, begin) {
      const path = (await registry.lifeOf(key.mailbox))?.path;
      if (path === undefined) throw messageNotFound();
      for (let attempt = 0; ; attempt++) {
        const loan = await pool
          .borrow({ as: "stream", path, ...(signal ? { signal } : {}) })
          .catch((error: unknown) => {
            throw toPosthornError(error, what);
          });
        const drop = () => loan.client.close();
        signal?.addEventListener("abort", drop, { once: true });
        const finish = () => {
          signal?.removeEventListener("abort", drop);
          loan.release();
        };
        try {
          await openMessageMailbox(loan.client, key);
          const { chunks, wrap } = await begin(loan.client, () => pool.lull(PATIENCE_MS));
          return wrap(streamOf(chunks, loan.client, what, finish, signal));
        } catch (error) {
          finish();
          if (attempt === 0 && isConnectionLost(error) && !signal?.aborted) continue;
          throw toPosthornError(signal?.aborted ? signal.reason : error, what);
        }
      }
    },
    async fetchMessage(client, uid, query) {
      const fetched = await client.fetchOne(String(uid), query, { uid: true });
      if (fetched) return fetched;
      // The server may know the message and just not have told this connection yet.
      await freshness.refresh(client);
      const again = await client.fetchOne(String(uid), query, { uid: true });
      if (!again) throw messageNotFound();
      return again;
    },
    async useOf(path, signal) {
      if (path === "INBOX") return "\\Inbox";
      const known = directory.known(path);
      if (known) return known.specialUse;
      const all = await directory.all(signal);
      return all.find((mailbox) => mailbox.path === path)?.specialUse;
    },
  };
  return context;
}

function streamOf(
  chunks: AsyncIterable<Buffer>,
  client: ImapClient,
  what: string,
  finish: () => void,
  signal: AbortSignal | undefined,
): Readable {
  async function* translated() {
    try {
      yield* chunks;
    } catch (error) {
      throw toPosthornError(signal?.aborted ? signal.reason : error, what);
    }
  }
  const stream = Readable.from(translated(), { objectMode: false });
  stream.once("close", () => {
    // A reader that left early leaves a command in flight; the connection is of no use any more.
    if (!stream.readableEnded) client.close();
    finish();
  });
  return stream;
}
