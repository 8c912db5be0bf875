import { localThreadId, threadIdOfMessage } from "../core/thread-id.ts";
import type { HeaderMap } from "./headers.ts";

/** How a message names itself and those that it answers, by Message-IDs without brackets. */
export interface MessageLinks {
  id: string | undefined;
  /** From the first message of the conversation to the one that is answered. */
  references: string[];
}

/** More than any conversation needs; of more, the first one and the last ones count. */
const MAX_REFERENCES = 100;

/** The headers that name messages, lower case. */
export const LINK_HEADERS = ["message-id", "references", "in-reply-to"] as const;

/** As RFC 5256 reads them: In-Reply-To counts where there are no References, and of it the first id. */
export function linksOf(headers: HeaderMap): MessageLinks {
  const of = (name: (typeof LINK_HEADERS)[number]) => idsIn(headers[name]?.[0] ?? "");
  const references = of("references");
  const [first] = references;
  return {
    id: of("message-id")[0],
    references:
      first === undefined
        ? of("in-reply-to").slice(0, 1)
        : references.length <= MAX_REFERENCES
          ? references
          : [first, ...references.slice(1 - MAX_REFERENCES)],
  };
}

/** An id is what stands in brackets; one that can't be looked for counts as none. */
const idsIn = (value: string) => [...value.matchAll(/<([^<>\s\p{Cc}\ufffd]+)>/gu)].map(([, id = ""]) => id);

/** All messages that a message names, itself among them. */
export const namesIn = ({ id, references }: MessageLinks): string[] =>
  id === undefined ? references : [...references, id];

/** The id of its thread, for a mail server that has none; `message` is the id of the message. */
export function threadIdOf({ id, references }: MessageLinks, message: string): string {
  const root = references[0] ?? id;
  return root === undefined ? threadIdOfMessage(message) : localThreadId(root);
}

/** Puts messages that name each other, or the same one, into one group. Groups and their messages keep the order given. */
export function groupByLinks<T>(messages: readonly T[], linksOfMessage: (message: T) => MessageLinks): T[][] {
  const parents = messages.map((_, index) => index);
  const top = (index: number): number => {
    let at = index;
    while (parents[at] !== at) at = parents[at] = parents[parents[at] as number] as number;
    return at;
  };
  const firstToName = new Map<string, number>();
  for (const [index, message] of messages.entries())
    for (const name of namesIn(linksOfMessage(message))) {
      const other = firstToName.get(name);
      if (other === undefined) firstToName.set(name, index);
      else parents[Math.max(top(index), top(other))] = Math.min(top(index), top(other));
    }
  const groups = new Map<number, T[]>();
  for (const [index, message] of messages.entries()) {
    const group = groups.get(top(index));
    if (group) group.push(message);
    else groups.set(top(index), [message]);
  }
  return [...groups.values()];
}
