import type { MessageListEntry } from "@posthorn/contracts/messages";
import {
  addFoundMessages,
  countFoundMessages,
  deleteFoundMessages,
  type FoundFilter,
  type FoundMessage,
  lastOfOldest,
} from "../../storage/found-messages.ts";
import { askAgain } from "./ask.ts";
import { chooseFolders } from "./choose-folders.ts";
import { type ExportRun, note } from "./export-run.ts";
import { findMessages } from "./find-messages.ts";
import { likenessOf } from "./likeness.ts";
import type { Window } from "./search-windows.ts";

/** A transaction on SQLite keeps everybody else waiting. */
const NOTED_AT_ONCE = 200;

/**
 * Finds the messages of the export, mailbox by mailbox, and keeps what is needed of each in the
 * database. Interrupted, it goes on with the mailbox it was at. Of more messages than an export
 * may have the newest are dropped.
 */
export async function indexMessages(run: ExportRun): Promise<void> {
  if (run.record.phase === null) await begin(run);
  const { folders, request, progress } = run.record;
  const now = run.tools.now();
  const end = Date.parse(request.endDate);
  // Until that has passed, mail still arrives before it.
  const received: Window = { since: Date.parse(request.startDate), before: end < now ? end : null };
  await deleteAll(run, { fromFolder: progress.foldersScanned });
  for (let folder = progress.foldersScanned; folder < folders.length; folder++) {
    const path = folders[folder] ?? "";
    const most = run.tools.settings.get("exportMaxMessages") ?? Infinity;
    let { count, next } = await countFoundMessages(run.tools.storage, run.id);
    const before = count;
    let unreadable = 0;
    // Of older messages alone there are more than an export may have.
    const isEnough = () => count - before > most;
    for await (const entries of findMessages(run.open, path, received, { ...run.ask, isEnough }, now)) {
      run.ask.signal.throwIfAborted();
      const found = entries.flatMap((entry) => toFound(entry, folder, next++));
      unreadable += entries.length - found.length;
      for (let at = 0; at < found.length; at += NOTED_AT_ONCE) {
        let added = 0;
        await note(run, async (tx) => {
          added = await addFoundMessages(tx, run.id, found.slice(at, at + NOTED_AT_ONCE));
          return { progress: { messagesQueued: count + added }, setbacks: 0 };
        });
        count += added;
      }
    }
    const last = count > most ? await lastOfOldest(run.tools.storage, run.id, most) : null;
    if (last !== null) {
      await deleteAll(run, { after: last });
      count = most;
    }
    const { foldersScanned, messagesSkipped } = run.record.progress;
    await note(run, async () => ({
      progress: {
        foldersScanned: foldersScanned + 1,
        messagesQueued: count,
        messagesSkipped: messagesSkipped + unreadable,
      },
      ...(last !== null && { truncated: true }),
    }));
  }
}

async function begin(run: ExportRun): Promise<void> {
  const mailboxes = await askAgain(run.ask, async (signal) =>
    (await run.open()).listMailboxes({ counters: false, signal }),
  );
  const folders = chooseFolders(mailboxes, run.record.request.folders);
  await note(run, async () => ({
    status: "processing",
    phase: "indexing",
    folders,
    progress: { foldersTotal: folders.length },
    startedAt: run.tools.now(),
  }));
}

/** A message that the mail server can't make sense of is listed without an id. */
function toFound(entry: Partial<MessageListEntry>, folder: number, number: number): FoundMessage[] {
  const { id, date, size } = entry;
  if (id === undefined) return [];
  const likeness = likenessOf({ ...entry, id });
  return [
    { message: id, date: date === undefined ? 0 : Date.parse(date), number, folder, size: size ?? null, likeness },
  ];
}

async function deleteAll({ tools: { storage }, id }: ExportRun, filter: FoundFilter): Promise<void> {
  while (await storage.transaction((tx) => deleteFoundMessages(tx, id, filter)));
}
