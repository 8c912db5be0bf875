import { addBlocked, asRecipient } from "../../storage/blocklists.ts";
import type { SentMessage } from "../../storage/sent-messages.ts";
import type { Db } from "../../storage/storage.ts";

/** Whether reports put addresses on lists, by the settings of the same names. */
export interface SuppressionSettings {
  suppressHardBounces: boolean;
  suppressComplaints: boolean;
  /** A list that counts for every mail merge. */
  globalBlocklist: string | undefined;
}

/** Why an address is put on lists. */
export interface SuppressionReason {
  source: "bounce" | "complaint";
  reason: string;
}

/** Characters of a reason. */
const MAX_REASON = 200;

/**
 * Puts an address on the lists that counted for a message, and on the global one. Only somebody that the message was sent to:
 * anyone can write a report, but whoever did not get the message does not know its Message-ID. Returns the lists that the
 * address was not on.
 */
export async function suppress(
  tx: Db,
  { globalBlocklist }: SuppressionSettings,
  sent: SentMessage,
  addresses: readonly string[],
  { source, reason }: SuppressionReason,
  now: number,
): Promise<string[]> {
  const recipients = addresses.map(asRecipient).filter((address) => sent.recipients.includes(address));
  const named = [...sent.lists, ...(globalBlocklist ? [globalBlocklist.toLowerCase()] : [])];
  const joined = new Set<string>();
  for (const recipient of new Set(recipients)) {
    for (const list of new Set(named)) {
      const isNew = await addBlocked(tx, {
        list,
        recipient,
        account: sent.account,
        source,
        reason: reason.slice(0, MAX_REASON),
        messageId: `<${sent.messageId}>`,
        remoteAddress: null,
        userAgent: null,
        createdAt: now,
      });
      if (isNew) joined.add(list);
    }
  }
  return [...joined];
}
