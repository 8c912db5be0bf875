import type { GmailRequest } from "./api.ts";
import type { GmailContext } from "./context.ts";
import { getRequest } from "./messages.ts";
import type { GmailMessage, GmailMessageList } from "./resources.ts";

/** The recent messages of a mailbox, newest first, with the labels of each. */
export type Snapshot = Map<string, Set<string>>;

const MAX_PAGE = 500;
const IN_BACKGROUND = { isBackground: true };

/** Labels whose changes are told; the others are Gmail's own business. */
export const isTold = (label: string): boolean =>
  label !== "IMPORTANT" && label !== "CHAT" && !label.startsWith("CATEGORY_") && !/^\w+_STAR$/.test(label);

/**
 * Reads the messages since a time (epoch seconds), those in Junk and Trash too, with their labels: by a listing for each
 * label, which for 10,000 messages costs a hundredth of asking for each of them.
 */
export async function takeSnapshot(
  context: GmailContext,
  { since, ids }: Window,
  signal: AbortSignal,
): Promise<Snapshot> {
  const snapshot: Snapshot = new Map(ids.map((id) => [id, new Set()]));
  if (ids.length === 0) return snapshot;
  const labels = (await context.labels.all({ signal, ...IN_BACKGROUND }, 0)).filter(({ id }) => isTold(id));
  const firstPages = await context.api.batch<GmailMessageList>(
    labels.map(({ id }) => listRequest(since, id)),
    { signal, ...IN_BACKGROUND },
  );
  for (const [index, { id: label }] of labels.entries()) {
    const { value, error } = firstPages[index] ?? {};
    // A label that was deleted just now is on no message.
    if (error?.kind === "refused" || error?.kind === "missing") continue;
    if (error) throw error;
    const rest = value?.nextPageToken ? await listSince(context, since, label, signal, value.nextPageToken) : [];
    for (const id of [...(value?.messages ?? []).map((message) => message.id), ...rest]) snapshot.get(id)?.add(label);
  }
  return snapshot;
}

/** The ids of the messages since a time, newest first. */
export async function listSince(
  { api }: GmailContext,
  since: number,
  label: string | undefined,
  signal: AbortSignal,
  from?: string,
): Promise<string[]> {
  const ids: string[] = [];
  let pageToken = from;
  do {
    const list: GmailMessageList = await api.call(listRequest(since, label, pageToken), { signal, ...IN_BACKGROUND });
    ids.push(...(list.messages ?? []).map(({ id }) => id));
    pageToken = list.nextPageToken;
  } while (pageToken !== undefined);
  return ids;
}

const listRequest = (since: number, label: string | undefined, pageToken?: string): GmailRequest => ({
  method: "messages.list",
  http: "GET",
  path: "messages",
  query: {
    labelIds: label,
    q: since > 0 ? `after:${since}` : undefined,
    includeSpamTrash: true,
    maxResults: MAX_PAGE,
    pageToken,
  },
});

/** Which messages are remembered: those since a time (epoch seconds), and what there are of them now, newest first. */
export interface Window {
  since: number;
  ids: string[];
}

/** The messages of the last days, or the newest `limit` where there are more. */
export async function openWindow(
  context: GmailContext,
  { days, limit }: { days: number; limit: number },
  signal: AbortSignal,
): Promise<Window> {
  const since = Math.floor(context.clock.now() / 1000) - days * 86_400;
  const ids = await listSince(context, since, undefined, signal);
  const last = ids.length > limit ? ids[limit] : undefined;
  if (last === undefined) return { since, ids };
  const { internalDate } = await context.api.call<GmailMessage>(getRequest(last, "minimal"), {
    signal,
    ...IN_BACKGROUND,
  });
  // The first second that has none of those that are left out.
  return { since: Math.floor(Number(internalDate) / 1000) + 1, ids: ids.slice(0, limit) };
}
