import type { MessageListEntry } from "@posthorn/contracts/messages";
import { useCallback, useMemo, useRef, useState } from "react";

/** The messages of a page that something is to be done with. Whoever is no longer on it is not chosen any more. */
export function useChoice(messages: readonly MessageListEntry[] | undefined) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string>(undefined);
  const chosen = useMemo(() => (messages ?? []).filter(({ id }) => ids.has(id)), [messages, ids]);
  /** Chooses one or drops it; with Shift also all between it and the one before. */
  const choose = useCallback(
    ({ id }: { id: string }, { shiftKey }: { shiftKey: boolean } = { shiftKey: false }) => {
      setIds((before) => {
        const next = new Set(before);
        const isAdded = !before.has(id);
        const all = (messages ?? []).map((message) => message.id);
        const [from, to] = [all.indexOf(last.current ?? id), all.indexOf(id)].toSorted((a, b) => a - b) as [
          number,
          number,
        ];
        const range = shiftKey && from !== -1 ? all.slice(from, to + 1) : [id];
        for (const one of range) {
          if (isAdded) next.add(one);
          else next.delete(one);
        }
        return next;
      });
      last.current = id;
    },
    [messages],
  );
  return {
    ids,
    chosen,
    choose,
    areAllChosen: messages !== undefined && messages.length > 0 && chosen.length === messages.length,
    chooseAll: (isChosen: boolean) => setIds(new Set(isChosen ? (messages ?? []).map(({ id }) => id) : [])),
    drop: useCallback(() => setIds(new Set()), []),
  };
}
