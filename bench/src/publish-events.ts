import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./root.ts";

type Storage = typeof import("../../server/src/storage/storage.ts");
type EventLog = typeof import("../../server/src/events/event-log.ts");

const built = (file: string) => import(pathToFileURL(join(ROOT, "server", "dist", file)).href) as Promise<unknown>;

/** Writes events into the log of an installation that does not run, as account watchers do. */
export async function publishEvents(dataDir: string, accounts: readonly string[], each: number): Promise<void> {
  const { openStorage } = (await built("storage/storage.js")) as Storage;
  const { createEventLog } = (await built("events/event-log.js")) as EventLog;
  const storage = await openStorage({ database: join(dataDir, DATABASE), secret: undefined, dataDir });
  try {
    const nothing = () => undefined;
    const meter = {
      apiCall: nothing,
      event: nothing,
      webhook: nothing,
      submission: nothing,
      processed: nothing,
      imapResponse: nothing,
      imapBytes: nothing,
    };
    const log = createEventLog({ meter, serviceUrl: () => null });
    const data = { subject: "Your order has been shipped", text: { plain: "x".repeat(900) } };
    for (const account of accounts) {
      const events = Array.from({ length: each }, (_, number) => ({
        name: "messageNew" as const,
        account,
        path: "INBOX",
        data: { number, ...data },
      }));
      await storage.transaction((tx) => log.publish(tx, events, Date.now()));
    }
  } finally {
    await storage.close();
  }
}

const DATABASE = "posthorn.db";
