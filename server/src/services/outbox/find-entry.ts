import { PosthornError } from "../../core/errors.ts";
import { findOutboxEntry, type ListedSubmission } from "../../storage/submissions.ts";
import type { Db } from "../../storage/storage.ts";

/** An outbox entry by its id, of any account or of one. */
export interface EntryParams {
  queueId: string;
  account?: string;
}

/** Throws `not_found` for an entry that is unknown, sent already, or another account's. */
export async function findEntry(db: Db, params: EntryParams): Promise<ListedSubmission> {
  const entry = await findOutboxEntry(db, params.queueId);
  if (entry === undefined || (params.account !== undefined && entry.account !== params.account))
    throw new PosthornError("not_found", "Requested queue entry was not found", { code: "NotFound" });
  return entry;
}
