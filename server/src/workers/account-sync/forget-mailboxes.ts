import type { AccountLog } from "../../core/account-log.ts";
import { LASTING_NOTES } from "../../core/mail-backend.ts";
import { SERVER_NOTES } from "../../core/server-details.ts";
import { deleteAccountLog } from "../../storage/account-log.ts";
import { updateAccountStatus } from "../../storage/accounts.ts";
import { deleteNotesExcept } from "../../storage/notes.ts";
import type { Storage } from "../../storage/storage.ts";

/** Does a flush that is wanted, while nobody watches the account: its next look is like its first. */
export async function forgetMailboxes(storage: Storage, accountLog: AccountLog, id: string): Promise<void> {
  await accountLog.forget(id);
  await deleteAccountLog(storage, id);
  await storage.transaction(async (tx) => {
    await deleteNotesExcept(tx, id, [LASTING_NOTES, SERVER_NOTES]);
    await updateAccountStatus(tx, id, { flushWantedAt: null, firstConnectedAt: null, syncError: null });
  });
}
