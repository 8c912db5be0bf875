import { join } from "node:path";
import { createEventLog } from "../../server/src/events/event-log.ts";
import { openStorage, type Storage } from "../../server/src/storage/storage.ts";

// What is looked at or written here belongs to an installation that does not run at that time.

async function withStorage<T>(dataDir: string, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await openStorage({ database: join(dataDir, "posthorn.db"), secret: undefined, dataDir });
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

/** Writes events into the log, as account watchers do. */
export async function publishEvents(dataDir: string, accounts: readonly string[], each: number): Promise<void> {
  const nothing = () => undefined;
  const meter = {
    apiCall: nothing,
    event: nothing,
    webhook: nothing,
    webhookDropped: nothing,
    submission: nothing,
    processed: nothing,
    providerCall: nothing,
    imapResponse: nothing,
    imapBytes: nothing,
    exported: nothing,
    textCleaned: nothing,
    templateRendered: nothing,
    userFunction: nothing,
    eventLog: nothing,
    imapListening: nothing,
    imapConnections: nothing,
    imapWaiters: nothing,
    tokenRefresh: nothing,
    leaseLost: nothing,
    alertTelling: nothing,
    certificates: nothing,
    modelAsked: nothing,
    modelTokens: nothing,
    mailClients: nothing,
    loginRefused: nothing,
    signIn: nothing,
    smtpMessage: nothing,
    agentCall: nothing,
    syncLag: nothing,
    keyRotation: nothing,
  };
  const log = createEventLog({ meter, serviceUrl: () => null, isAnyoneListening: () => true });
  const data = { subject: "Your order has been shipped", text: { plain: "x".repeat(900) } };
  await withStorage(dataDir, async (storage) => {
    for (const account of accounts) {
      const events = Array.from({ length: each }, (_, number) => ({
        name: "messageNew" as const,
        account,
        path: "INBOX",
        data: { number, ...data },
      }));
      await storage.transaction((tx) => log.publish(tx, events, Date.now()));
    }
  });
}

/** Bytes of all that is remembered of an account's mailboxes, keys included. */
export async function notesSize(dataDir: string, account: string): Promise<number> {
  return withStorage(dataDir, async (storage) => {
    const notes = await storage.sql
      .selectFrom("notes")
      .select(["key", "value"])
      .where("account", "=", account)
      .execute();
    return notes.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  });
}
