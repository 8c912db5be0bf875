import type { Submission } from "../../storage/submissions.ts";
import type { DeliverySettings } from "./delivery-settings.ts";

/** Milliseconds for the whole look. */
const LOOK_MS = 30_000;
/**
 * A copy whose Date is older than the submission by more than this (ms) may be that of an earlier one with the same Message-ID, and
 * proves nothing: better a message that comes twice than one that never comes.
 */
const OLDER_MS = 5 * 60 * 1000;

/** Whether a copy of the message is in Sent; false as well when the mailbox can't be asked in time. */
export async function isInSent(
  { mail, log }: DeliverySettings,
  { id, account, messageId, createdAt }: Submission,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const backend = await mail.open(account);
    const { messages } = await backend.searchMessages(
      "\\Sent",
      { header: { "message-id": messageId } },
      { page: 0, pageSize: 10, signal: AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]) },
    );
    return messages.some(({ date }) => date === undefined || Date.parse(date) >= createdAt - OLDER_MS);
  } catch (error) {
    log.warn({ account, queueId: id, reason: (error as Error).message }, "Sent could not be looked at");
    return false;
  }
}
