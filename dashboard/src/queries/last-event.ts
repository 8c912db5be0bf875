import { listEvents, type LoggedEvent } from "@posthorn/contracts/event-log";
import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";

const LOOK_AGAIN_MS = 15_000;

/** The newest event of an account; null where none is kept. */
export const useLastEvent = (account: string, { isWanted = true } = {}) =>
  useQuery({
    queryKey: ["events", "last", account],
    queryFn: async ({ signal }): Promise<LoggedEvent | null> => {
      const { events } = await api.call(listEvents, { query: { account, before: "now", limit: 1 } }, { signal });
      return events[0] ?? null;
    },
    refetchInterval: LOOK_AGAIN_MS,
    enabled: isWanted,
  });
