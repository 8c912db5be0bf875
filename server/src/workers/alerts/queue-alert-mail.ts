import type { StoredAlertTarget } from "../../core/alert-rule.ts";
import type { Db } from "../../storage/storage.ts";

/**
 * Composes an email and resolves with what writes it to the outbox, within the caller's transaction, and answers its id
 * there. Rejects with why it can't be sent, such as that the account is gone.
 */
export type QueueAlertMail = (
  target: Extract<StoredAlertTarget, { email: unknown }>["email"],
  mail: { subject: string; text: string },
) => Promise<(tx: Db) => Promise<string>>;
