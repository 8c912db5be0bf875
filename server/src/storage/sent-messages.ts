import { asRecipient } from "./blocklists.ts";
import { portionsOf } from "./portions.ts";
import type { Db } from "./storage.ts";

/** What is remembered of a message that was sent, so that a report about it leads to it. */
export interface SentMessage {
  /** Without angle brackets. */
  messageId: string;
  submission: string;
  account: string;
  /** Whom the server took it for, as addresses are compared. */
  recipients: string[];
  /** The lists that counted for it. */
  lists: string[];
  /** That it went through. */
  gateway: string | null;
  sentAt: number;
}

/** Of a message for more recipients the first ones are remembered. */
const MAX_RECIPIENTS = 1000;

/** The form in which Message-IDs are compared. */
const asMessageId = (messageId: string) => messageId.replaceAll(/[<>\s]/g, "");

/** Remembers a message under each Message-ID that a report may call it by. */
export async function insertSentMessage(
  db: Db,
  messageIds: readonly string[],
  { recipients, lists, ...message }: Omit<SentMessage, "messageId">,
): Promise<void> {
  const ids = [...new Set(messageIds.map(asMessageId))];
  await db.sql
    .insertInto("sentMessages")
    .values(
      ids.map((messageId) => ({
        ...message,
        messageId,
        recipients: JSON.stringify(recipients.slice(0, MAX_RECIPIENTS).map(asRecipient)),
        lists: JSON.stringify(lists),
      })),
    )
    // One of unknown outcome may be found to be sent a second time.
    .onConflict((c) => c.doNothing())
    .execute();
}

/** The message of this Message-ID; of several the one of `account`, else the newest. */
export async function findSentMessage(db: Db, messageId: string, account: string): Promise<SentMessage | undefined> {
  const rows = await db.sql
    .selectFrom("sentMessages")
    .selectAll()
    .where("messageId", "=", asMessageId(messageId))
    .orderBy("sentAt", "desc")
    .limit(100)
    .execute();
  const row = rows.find((one) => one.account === account) ?? rows[0];
  return (
    row && { ...row, recipients: JSON.parse(row.recipients) as string[], lists: JSON.parse(row.lists) as string[] }
  );
}

/** Forgets at most `limit` messages that were sent before `at`; returns how many. */
export async function deleteSentMessagesBefore(db: Db, at: number, limit: number): Promise<number> {
  const rows = await db.sql
    .selectFrom("sentMessages")
    .select("submission")
    .distinct()
    .where("sentAt", "<", at)
    .limit(limit)
    .execute();
  for (const portion of portionsOf(rows.map(({ submission }) => submission)))
    await db.sql
      .deleteFrom("sentMessages")
      .where("submission", "in", [...portion])
      .execute();
  return rows.length;
}

export async function deleteSentMessagesOfAccount(db: Db, account: string): Promise<void> {
  await db.sql.deleteFrom("sentMessages").where("account", "=", account).execute();
}
