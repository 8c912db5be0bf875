import type { FoundAddress, MessageListEntry } from "@posthorn/contracts/messages";
import type { ThreadEntry } from "@posthorn/contracts/threads";
import { PosthornError } from "./errors.ts";
import { isLocalThreadId } from "./thread-id.ts";

/** Of a thread's messages, besides the first one, so many of the newest are looked at for its entry in a listing. */
export const LOOKED_AT = 20;
const MAX_PARTICIPANTS = 20;

/** A thread's entry in a listing. `messages` are those that are looked at, at least one; the first began the thread. */
export function threadEntryOf(
  threadId: string,
  messages: readonly MessageListEntry[],
  counts: Pick<ThreadEntry, "messageCount" | "unseenCount">,
): ThreadEntry {
  const [first] = messages;
  const latest = oldestFirst(messages).at(-1);
  const participants = participantsOf(messages);
  const hasAttachments = messages.some(({ attachments = [] }) => attachments.some(({ embedded }) => embedded !== true));
  return {
    ...threadIdFields(threadId),
    ...(first?.subject !== undefined && { subject: first.subject }),
    participants,
    ...counts,
    ...(latest?.date !== undefined && { date: latest.date }),
    latestMessage: latest?.id ?? "",
    ...(hasAttachments && { hasAttachments }),
  };
}

/** The id of a thread, and whether it is one of ours. */
export const threadIdFields = (threadId: string): Pick<ThreadEntry, "threadId" | "threadIdSource"> => ({
  threadId,
  ...(isLocalThreadId(threadId) && { threadIdSource: "local" as const }),
});

function participantsOf(messages: readonly MessageListEntry[]): FoundAddress[] {
  const authors = messages.flatMap(({ from }) => (from ? [from] : []));
  const recipients = messages.flatMap(({ to = [], cc = [] }) => [...to, ...cc]);
  const found = new Map<string, FoundAddress>();
  for (const person of [...authors, ...recipients]) {
    if (found.size >= MAX_PARTICIPANTS) break;
    const key = (person.address || person.name || "").toLowerCase();
    // A name is worth more than none.
    if (key !== "" && !found.get(key)?.name) found.set(key, person);
  }
  return [...found.values()];
}

/** Messages by their dates, oldest first; of those with the same date, which is in whole seconds mostly, an answer comes after what it answers. */
export function oldestFirst(messages: readonly MessageListEntry[]): MessageListEntry[] {
  const byMessageId = new Map(messages.map((message) => [message.messageId, message]));
  /** How many of the messages lie before one with its date, one answering the other. */
  const depthOf = (message: MessageListEntry) => {
    const passed = new Set([message]);
    for (let answered = message; ; passed.add(answered)) {
      const next = answered.inReplyTo === undefined ? undefined : byMessageId.get(answered.inReplyTo);
      if (!next || next.date !== message.date || passed.has(next)) return passed.size;
      answered = next;
    }
  };
  const depths = new Map(messages.map((message) => [message, depthOf(message)]));
  return messages.toSorted(
    (a, b) =>
      (a.date ?? "").localeCompare(b.date ?? "") ||
      (depths.get(a) ?? 0) - (depths.get(b) ?? 0) ||
      (a.uid ?? 0) - (b.uid ?? 0),
  );
}

export const threadNotFound = () => new PosthornError("not_found", "Thread not found", { code: "ThreadNotFound" });
