import type { ChangeBatch, MailChange } from "../../core/mail-backend.ts";
import { EVERYWHERE } from "./labels.ts";
import type { Following } from "./history.ts";
import { describeRelabelling } from "./label-changes.ts";
import { getRequest } from "./messages.ts";
import type { GmailMessage, GmailProfile } from "./resources.ts";
import { listSince, openWindow, takeSnapshot } from "./snapshot.ts";
import { stateNote } from "./watch-state.ts";

/**
 * Gmail keeps its history for a week or so. Who comes later is told 404, and has to find out by itself what happened.
 *
 * A window of the mailbox is remembered all the time: which messages of the last 30 days there are (10,000 at most), and
 * their labels. It is filled by the first sync and kept up by everything that is told. When the history is void, the same
 * window is read anew, and what differs is told: messages that were not there are new, those that are no longer there and
 * that Gmail does not know any more are deleted, labels that differ have changed. Nothing else is told, so nothing is
 * invented.
 *
 * The history id to go on from is taken before the window is read. What happens meanwhile is in both, and told once, since
 * the history passes over what is remembered already. A reconcile that is cut off begins again and finds what is left.
 *
 * What is not found out: changes to messages older than the window, and messages that somebody puts into the mailbox with
 * an older date. Both need more than a week without a look.
 */
const WINDOW_DAYS = 30;
const WINDOW_MESSAGES = 10_000;

const IN_BACKGROUND = { isBackground: true };

/** Remembers the mailbox as it is. Tells nothing. */
export async function rememberWindow(following: Following): Promise<void> {
  const { context, signal, state, known } = following;
  const window = await openWindow(context, { days: WINDOW_DAYS, limit: WINDOW_MESSAGES }, signal);
  state.since = window.since;
  for (const [id, labels] of await takeSnapshot(context, window, signal)) known.set(id, labels);
}

/** Tells what differs from what is remembered. Messages that are new wait in `pending` to be told. */
export async function* reconcile(following: Following): AsyncGenerator<ChangeBatch, void, void> {
  const { context, signal, state, known, pending } = following;
  const patience = { signal, ...IN_BACKGROUND };
  const profile = await context.api.call<GmailProfile>(
    { method: "getProfile", http: "GET", path: "profile" },
    patience,
  );
  const ids = await listSince(context, state.since, undefined, signal);
  const found = await takeSnapshot(context, { since: state.since, ids }, signal);
  const missing = [...known.ids].filter((id) => known.labelsOf(id) && !found.has(id));
  const outcomes = await context.api.batch<GmailMessage>(
    missing.map((id) => getRequest(id, "minimal")),
    patience,
  );
  const changes: MailChange[] = [];
  for (const [index, id] of missing.entries()) {
    const { value, error } = outcomes[index] ?? {};
    if (value) found.set(id, new Set(value.labelIds));
    else if (error?.kind !== "missing") throw error ?? new Error("A batch told less than it was asked");
    else {
      known.set(id, null);
      if (!pending.has(id)) changes.push({ type: "messageDeleted", mailbox: EVERYWHERE, id });
    }
  }
  const added: string[] = [];
  for (const [id, labels] of found) {
    const before = known.labelsOf(id);
    if (before === undefined && !pending.has(id)) added.push(id);
    if (before && !pending.has(id)) {
      const change = await describeRelabelling(context, id, before, labels, signal);
      if (change) changes.push(change);
    }
    if (before !== null) known.set(id, labels);
  }
  const notes = [...pending.add(added.toReversed()), ...known.takeNotes()];
  context.log.info(
    { added: added.length, changed: changes.length },
    "Gmail's history was void, the mailbox was compared",
  );
  state.historyId = profile.historyId;
  // What differs and the notes that it was told stay together, however much that is.
  yield { changes, notes: [...notes, stateNote(state)] };
}

/** Moves the window on when it has grown old or large. What leaves it is forgotten, and told of by the history only. */
export async function slideWindow(following: Following): Promise<ChangeBatch | undefined> {
  const { context, signal, state, known } = following;
  const ageDays = (context.clock.now() / 1000 - state.since) / 86_400;
  if (ageDays < 2 * WINDOW_DAYS && known.size < 2 * WINDOW_MESSAGES) return undefined;
  const { since, ids } = await openWindow(context, { days: WINDOW_DAYS, limit: WINDOW_MESSAGES }, signal);
  const kept = new Set(ids);
  for (const id of known.ids) if (!kept.has(id)) known.forget(id);
  state.since = Math.max(since, state.since);
  return { changes: [], notes: [...known.takeNotes(), stateNote(state)] };
}
