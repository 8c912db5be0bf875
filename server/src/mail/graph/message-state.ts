import type { MessageUpdate, MessageUpdateResult } from "@posthorn/contracts/messages";
import { flagsOf } from "./message-object.ts";
import type { GraphMessage } from "./resources.ts";

/** What of a message may be changed here. */
export type MessageState = Pick<GraphMessage, "id" | "isRead" | "isDraft" | "flag" | "categories">;

type Change = NonNullable<MessageUpdate["flags"]>;

/** Whether a change says anything of flags or labels that messages of Exchange have. */
export const isEmpty = ({ flags = {}, labels = {} }: MessageUpdate): boolean =>
  [...lists(flags), ...lists(labels)].every((list) => list === undefined) ||
  (flags.set === undefined && labels.set === undefined && [...lists(flags), ...lists(labels)].every(isNothing));

const lists = ({ add, delete: remove, set }: Change) => [add, remove, set];
const isNothing = (list: string[] | undefined) => list === undefined || list.length === 0;

/** Whether the outcome depends on what the message has by now. */
export const dependsOnState = ({ labels }: MessageUpdate): boolean =>
  labels !== undefined && labels.set === undefined && !(isNothing(labels.add) && isNothing(labels.delete));

/** What to send so that the message is as wished; of flags Exchange has two. Null where that is nothing. */
export function patchOf(update: MessageUpdate, state: Pick<MessageState, "categories">): object | null {
  const { flags, labels } = update;
  const seen = wishFor(flags, "\\seen");
  const flagged = wishFor(flags, "\\flagged");
  const patch = {
    ...(seen !== undefined && { isRead: seen }),
    ...(flagged !== undefined && { flag: { flagStatus: flagged ? "flagged" : "notFlagged" } }),
    ...(labels &&
      !lists(labels).every((list) => list === undefined) && {
        categories: changed(state.categories ?? [], labels),
      }),
  };
  return Object.keys(patch).length > 0 ? patch : null;
}

function wishFor(change: Change | undefined, flag: string): boolean | undefined {
  if (!change) return undefined;
  const has = (list: string[] | undefined) => list?.some((other) => other.toLowerCase() === flag) ?? false;
  if (change.set) return has(change.set);
  return has(change.delete) ? false : has(change.add) ? true : undefined;
}

function changed(categories: readonly string[], { add = [], delete: remove = [], set }: Change): string[] {
  const before = set ?? [...categories, ...add];
  return [...new Set(before)].filter((category) => set !== undefined || !remove.includes(category));
}

/** What was asked for, and what the message has now, where that is known. */
export const outcomeOf = ({ flags, labels }: MessageUpdate, state?: MessageState): MessageUpdateResult => ({
  ...(flags && { flags: { ...flags, ...(state && { result: flagsOf(state) }) } }),
  ...(labels && { labels: { ...labels, ...(state && { result: state.categories ?? [] }) } }),
});
