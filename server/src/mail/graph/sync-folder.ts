import type {
  BackendNotes,
  ChangeBatch,
  FlagChanges,
  MailChange,
  NoteWrite,
  WatchOptions,
} from "../../core/mail-backend.ts";
import type { GraphApi, GraphOptions } from "./api.ts";
import type { Clock } from "../clock.ts";
import { GraphError, isNotFound, isSyncStateLost, isTemporary } from "./errors.ts";
import type { Folders, KnownFolder } from "./folders.ts";
import { type FolderLink, linkNote, readLink, refOf, type ToldFolder } from "./known-folders.ts";
import { type KnownMessage, type KnownMessages, toKnown } from "./known-messages.ts";
import { flagsOf } from "./message-object.ts";
import { messagePath } from "./messages.ts";
import { describeNew } from "./new-message.ts";
import { type GraphList, type GraphMessage, type Removable, STATE_SELECT } from "./resources.ts";

export interface SyncTools {
  api: GraphApi;
  folders: Folders;
  notes: BackendNotes;
  known: KnownMessages;
  clock: Clock;
  options: WatchOptions;
  signal: AbortSignal;
  /** The folders that were told, by id. */
  told(id: string | undefined): ToldFolder | undefined;
  toldByNumber(number: number): ToldFolder | undefined;
}

/** Messages of one answer, the first time and later. */
const FIRST_PAGE = 500;
const PAGE = 50;
/** Messages that are told, or remembered, in one batch. */
const MOST_TOLD = 20;
const MOST_REMEMBERED = 5000;
/** New messages that are read at once; a place is left to callers. */
const AT_ONCE = 3;

type Entry = Removable<GraphMessage>;

/** Everything that happened to the messages of a folder since the last committed batch. */
export async function* syncFolder(tools: SyncTools, folder: ToldFolder): AsyncGenerator<ChangeBatch, void, void> {
  const { known } = tools;
  const link = await readLink(tools.notes, folder.number);
  let next = link.link;
  // Where the link leads nowhere any more, all that is there is held against all that is known.
  let seen: Set<string> | undefined;
  for (;;) {
    let page: GraphList<Entry>;
    try {
      page = await ask(tools, folder, next, link.isFirst || seen !== undefined);
    } catch (error) {
      // The folder went away under our hands; the next look at the folders says so.
      if (isNotFound(error)) return;
      if (next === null || !isSyncStateLost(error)) throw error;
      next = null;
      if (!link.isFirst) seen = new Set();
      continue;
    }
    for (const { id } of page.value) seen?.add(id);
    yield* tell(tools, folder, page.value, link);
    const more = page["@odata.nextLink"];
    if (more !== undefined) {
      next = more;
      // While all is gone through anew, there is no going on in the middle.
      if (seen === undefined && known.changes >= MOST_REMEMBERED)
        yield { changes: [], notes: [...known.takeNotes(), linkNote(folder.number, { ...link, link: next })] };
      continue;
    }
    if (seen) yield* tell(tools, folder, await missing(tools, folder, seen), link);
    const done = { link: page["@odata.deltaLink"] ?? null, isFirst: false, isSilent: false };
    yield { changes: [], notes: [...known.takeNotes(), linkNote(folder.number, done)] };
    return;
  }
}

function ask({ api, signal }: SyncTools, { id }: ToldFolder, link: string | null, isWhole: boolean) {
  const headers = { prefer: `odata.maxpagesize=${isWhole ? FIRST_PAGE : PAGE}` };
  const options = { signal, isBackground: true };
  return link === null
    ? api.request<GraphList<Entry>>(
        {
          method: "GET",
          path: `/mailFolders/${encodeURIComponent(id)}/messages/delta`,
          query: { $select: STATE_SELECT },
          headers,
        },
        options,
      )
    : api.request<GraphList<Entry>>({ method: "GET", path: link, headers }, options);
}

/** What was known to be in the folder and is not among what was seen there. */
async function missing({ known }: SyncTools, { number }: ToldFolder, seen: ReadonlySet<string>): Promise<Entry[]> {
  const gone = (await known.in(number)).filter((id) => !seen.has(id));
  return gone.map((id) => ({ id, "@removed": { reason: "deleted" } }));
}

/** A change, if it is worth telling, and what is to be remembered of its message. */
interface Finding {
  changes: MailChange[];
  id: string;
  known: KnownMessage | null;
}

/** Tells what entries of a delta say, in batches; each remembers what it tells. */
async function* tell(
  tools: SyncTools,
  folder: ToldFolder,
  entries: readonly Entry[],
  link: FolderLink,
): AsyncGenerator<ChangeBatch, void, void> {
  const { known } = tools;
  let changes: MailChange[] = [];
  for await (const finding of findings(tools, folder, entries, link)) {
    await known.set(finding.id, finding.known);
    changes.push(...finding.changes);
    if (changes.length < MOST_TOLD) continue;
    yield { changes, notes: known.takeNotes() };
    changes = [];
  }
  if (changes.length > 0) yield { changes, notes: known.takeNotes() };
}

async function* findings(
  tools: SyncTools,
  folder: ToldFolder,
  entries: readonly Entry[],
  link: FolderLink,
): AsyncGenerator<Finding, void, void> {
  const { known } = tools;
  const left: string[] = [];
  for (const { id, "@removed": removed } of entries)
    if (removed && (await known.get(id))?.folder === folder.number) left.push(id);
  yield* findLeft(tools, folder, left);
  const here = entries.filter((entry) => !entry["@removed"]).toSorted(byTime);
  for (let at = 0; at < here.length; at += AT_ONCE) {
    const group = here.slice(at, at + AT_ONCE);
    const found = await Promise.all(group.map((entry) => findHere(tools, folder, entry, link)));
    for (const finding of found) if (finding) yield finding;
  }
}

const byTime = (a: Entry, b: Entry) => (a.receivedDateTime ?? "").localeCompare(b.receivedDateTime ?? "");

/** What an entry says of a message that is in the folder. */
async function findHere(
  tools: SyncTools,
  folder: ToldFolder,
  message: GraphMessage,
  link: FolderLink,
): Promise<Finding | undefined> {
  const before = await tools.known.get(message.id);
  const now = toKnown(message, folder.number);
  if (before && before.folder !== folder.number) return arrival(tools, folder, message, before);
  if (before) {
    const changes = differenceOf(before, now, message);
    if (!changes) return undefined;
    const change: MailChange = { type: "messageUpdated", mailbox: refOf(folder), id: message.id, changes };
    return { changes: [change], id: message.id, known: now };
  }
  if (!isToBeTold(tools.options, link, message)) return { changes: [], id: message.id, known: now };
  return arrival(tools, folder, message, undefined);
}

/** Whatever is found after the first round is new. In it, what was received since the account wants to be told. */
function isToBeTold({ notifyFrom }: WatchOptions, { isFirst, isSilent }: FolderLink, message: GraphMessage): boolean {
  if (!isFirst) return true;
  if (isSilent) return false;
  return notifyFrom === null || Date.parse(message.receivedDateTime ?? "") >= notifyFrom.getTime();
}

/** A message that is new in a folder, from outside or from another one. */
async function arrival(
  tools: SyncTools,
  folder: ToldFolder,
  message: GraphMessage,
  before: KnownMessage | undefined,
): Promise<Finding | undefined> {
  const { id } = message;
  const from = before && tools.toldByNumber(before.folder);
  const place = folderOf(tools, folder);
  const described = await describeNew(tools, message, place, from && { path: from.path, id });
  // It is gone again, or has moved on: another entry says so, of this folder or the next.
  if (described === undefined) return undefined;
  const left: MailChange[] = from
    ? [{ type: "messageDeleted", mailbox: refOf(from), id, movedTo: { path: folder.path, id } }]
    : [];
  // What it was when it was read is what others know: a delta that was asked before may know less.
  return { changes: [...left, described.change], id, known: toKnown(described.message, folder.number) };
}

const folderOf = ({ folders }: SyncTools, told: ToldFolder): KnownFolder =>
  folders.byId(told.id) ?? { ...told, parentPath: undefined, messages: 0, unseen: 0 };

/** What became of messages that left a folder: whoever is still there has moved. */
async function* findLeft(
  tools: SyncTools,
  folder: ToldFolder,
  ids: readonly string[],
): AsyncGenerator<Finding, void, void> {
  const { api, signal, folders } = tools;
  const options: GraphOptions = { signal, isBackground: true };
  const query = { $select: STATE_SELECT };
  const requests = ids.map((id) => ({ method: "GET" as const, path: messagePath(id), query }));
  const answers = await api.batch<GraphMessage>(requests, options);
  for (const [index, answer] of answers.entries()) {
    const id = ids[index] ?? "";
    const gone: Finding = { changes: [{ type: "messageDeleted", mailbox: refOf(folder), id }], id, known: null };
    if (answer instanceof GraphError) {
      if (isTemporary(answer)) throw answer;
      yield gone;
      continue;
    }
    const target = tools.told(answer.parentFolderId);
    const before = await tools.known.get(id);
    if (!before) continue;
    if (target?.number === folder.number) {
      // It came back meanwhile.
      const finding = await findHere(tools, folder, answer, NOT_FIRST);
      if (finding) yield finding;
    } else if (target) {
      // It may be gone by the time it is read.
      yield (await arrival(tools, target, answer, before)) ?? gone;
    } else if (folders.byId(answer.parentFolderId) === undefined) {
      // Where nobody looks, such as among what can still be recovered.
      yield gone;
    }
    // A folder that was made since the last look at them: its own round tells of the move.
  }
}

const NOT_FIRST: FolderLink = { link: null, isFirst: false, isSilent: false };

/** What is other about flags and labels; undefined where nothing is. */
function differenceOf(before: KnownMessage, now: KnownMessage, message: GraphMessage): FlagChanges | undefined {
  const was = flagsOf({
    isRead: before.isSeen,
    isDraft: before.isDraft,
    flag: { flagStatus: before.isFlagged ? "flagged" : "notFlagged" },
  });
  const flags = difference(was, flagsOf(message));
  const labels = difference(before.labels, now.labels);
  return flags || labels ? { ...(flags && { flags }), ...(labels && { labels }) } : undefined;
}

function difference(before: readonly string[], value: string[]): FlagChanges["flags"] {
  const added = value.filter((one) => !before.includes(one));
  const deleted = before.filter((one) => !value.includes(one));
  if (added.length + deleted.length === 0) return undefined;
  return { ...(added.length > 0 && { added }), ...(deleted.length > 0 && { deleted }), value };
}

/** Nothing is left of a folder that is gone. What had moved out of it was told before. */
export async function forgetFolder({ known }: SyncTools, { number }: ToldFolder): Promise<NoteWrite[]> {
  for (const id of await known.in(number)) await known.set(id, null);
  return [...known.takeNotes(), linkNote(number, null)];
}
