import { LASTING_NOTES } from "../../core/mail-backend.ts";
import { updateAccountStatus } from "../../storage/accounts.ts";
import { deleteNotesExcept } from "../../storage/notes.ts";
import type { Storage } from "../../storage/storage.ts";

/** Does a flush that is wanted, while nobody watches the account: its next look is like its first. */
export async function forgetMailboxes(storage: Storage, id: string): Promise<void> {
  await storage.transaction(async (tx) => {
    await deleteNotesExcept(tx, id, LASTING_NOTES);
    await updateAccountStatus(tx, id, { flushWantedAt: null, firstConnectedAt: null, syncError: null });
  });
}
