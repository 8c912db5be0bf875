import type { ChangeBatch, MailChange, WatchOptions } from "../../core/mail-backend.ts";
import type { GmailContext } from "./context.ts";
import { EVERYWHERE } from "./labels.ts";
import { describeRelabelling } from "./label-changes.ts";
import type { KnownMessages } from "./known-messages.ts";
import { describeNew } from "./new-messages.ts";
import type { PendingMessages } from "./pending-messages.ts";
import type { GmailHistory, GmailHistoryPage, GmailMessage } from "./resources.ts";
import { stateNote, type WatchState } from "./watch-state.ts";

const MAX_RECORDS = 500;
/** Records that are told and committed together; new messages among them are read with one request. */
const SLICE = 50;

/** What following an account works with. */
export interface Following {
  context: GmailContext;
  options: WatchOptions;
  signal: AbortSignal;
  state: WatchState;
  known: KnownMessages;
  pending: PendingMessages;
}

/**
 * Tells what happened since the state's history id, in order, and moves that on with each batch. A history that Gmail no
 * longer has is a GmailError (`missing`).
 */
export async function* followHistory(following: Following): AsyncGenerator<ChangeBatch, void, void> {
  const { state, known } = following;
  const startHistoryId = state.historyId;
  let pageToken: string | undefined;
  do {
    const page: GmailHistoryPage = await readPage(following, startHistoryId, pageToken);
    const records = page.history ?? [];
    for (let start = 0; start < records.length; start += SLICE) {
      const slice = records.slice(start, start + SLICE);
      const changes = await tellSlice(following, slice);
      state.historyId = slice.at(-1)?.id ?? state.historyId;
      yield { changes, notes: [...known.takeNotes(), stateNote(state)] };
    }
    pageToken = page.nextPageToken;
    // Without records the id still moves on, so that it does not grow too old.
    if (pageToken === undefined && records.length === 0 && page.historyId !== state.historyId) {
      state.historyId = page.historyId;
      yield { changes: [], notes: [stateNote(state)] };
    }
  } while (pageToken !== undefined);
}

/** The messages that came since the state's history id. */
export async function addedSince(following: Following): Promise<string[]> {
  const ids: string[] = [];
  let pageToken: string | undefined;
  do {
    const page: GmailHistoryPage = await readPage(following, following.state.historyId, pageToken);
    for (const { messagesAdded = [] } of page.history ?? [])
      ids.push(...messagesAdded.map(({ message }) => message.id));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return ids;
}

const readPage = ({ context, signal }: Following, startHistoryId: string, pageToken: string | undefined) =>
  context.api.call<GmailHistoryPage>(
    {
      method: "history.list",
      http: "GET",
      path: "history",
      query: { startHistoryId, maxResults: MAX_RECORDS, pageToken },
    },
    { signal, isBackground: true },
  );

async function tellSlice(following: Following, records: readonly GmailHistory[]): Promise<MailChange[]> {
  const { context, options, signal, known, pending } = following;
  const isUntold = (id: string) => known.labelsOf(id) === undefined && !pending.has(id);
  const added = new Set(records.flatMap(({ messagesAdded = [] }) => messagesAdded.map(({ message }) => message.id)));
  const described = new Map(
    (await describeNew(context, [...added].filter(isUntold), options, signal)).map((each) => [each.id, each]),
  );
  const changes: MailChange[] = [];
  for (const record of records) {
    for (const { message } of record.messagesAdded ?? []) {
      const found = described.get(message.id);
      if (!found || known.labelsOf(message.id) !== undefined) continue;
      if (found.change) changes.push(found.change);
      known.set(message.id, found.labels ?? null);
    }
    for (const { message, labelIds = [] } of record.labelsAdded ?? [])
      changes.push(...(await relabelled(following, message, { add: labelIds, remove: [] })));
    for (const { message, labelIds = [] } of record.labelsRemoved ?? [])
      changes.push(...(await relabelled(following, message, { add: [], remove: labelIds })));
    for (const { message } of record.messagesDeleted ?? []) {
      const before = known.labelsOf(message.id);
      known.set(message.id, null);
      if (before === null || pending.has(message.id) || isChat(before ?? message.labelIds)) continue;
      changes.push({ type: "messageDeleted", mailbox: EVERYWHERE, id: message.id });
    }
  }
  return changes;
}

/** Of a message that is remembered only what really changes is told; of another what the record says. */
async function relabelled(
  { context, signal, known, pending }: Following,
  { id, labelIds = [] }: GmailMessage,
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): Promise<MailChange[]> {
  const remembered = known.labelsOf(id);
  if (remembered === null || pending.has(id)) return [];
  const before = new Set(remembered ?? [...labelIds.filter((label) => !add.includes(label)), ...remove]);
  const after = new Set([...before, ...add].filter((label) => !remove.includes(label)));
  if (remembered) known.set(id, after);
  if (isChat(after)) return [];
  const change = await describeRelabelling(context, id, before, after, signal);
  return change ? [change] : [];
}

const isChat = (labels: Iterable<string> = []) => [...labels].includes("CHAT");
