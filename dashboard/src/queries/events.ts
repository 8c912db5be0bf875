import type { CallInput } from "@posthorn/client/call";
import { getEvent, listEvents, type LoggedEvent, streamEvents } from "@posthorn/contracts/event-log";
import { EVENT_NAMES } from "@posthorn/contracts/events";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";

/** Which events are wanted: of an account, of these names. */
export type EventChoice = Pick<NonNullable<CallInput<typeof listEvents>["query"]>, "account" | "types">;

const PORTION = 100;

/** The events of the past, newest first, a portion at a time. */
export const usePastEvents = (choice: EventChoice, { isWanted = true } = {}) =>
  useInfiniteQuery({
    queryKey: ["events", "past", choice],
    queryFn: ({ signal, pageParam }) =>
      api.call(listEvents, { query: { ...choice, before: pageParam, limit: PORTION } }, { signal }),
    initialPageParam: "now",
    getNextPageParam: ({ hasMore, cursor }) => (hasMore ? cursor : undefined),
    enabled: isWanted,
  });

/** The newest events, to choose one from. */
export const useRecentEvents = ({ isWanted = true } = {}) =>
  useQuery({
    queryKey: ["events", "recent"],
    queryFn: ({ signal }) => api.call(listEvents, { query: { before: "now", limit: 50 } }, { signal }),
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });

/** One event; undefined where none is named. */
export const useEvent = (event: string | undefined) =>
  useQuery({
    queryKey: ["events", "one", event ?? ""],
    queryFn: ({ signal }): Promise<LoggedEvent> => api.call(getEvent, { event: event ?? "" }, { signal }),
    enabled: event !== undefined,
    staleTime: Infinity,
  });

/** What a follower of events is told. */
export interface EventListener {
  onEvent: (event: LoggedEvent) => void;
  onOpen: () => void;
  /** The connection broke; the browser makes another by itself unless `isOver`. */
  onBreak: (isOver: boolean) => void;
}

/** Follows what happens from now on, until the function that it returns is called. */
export function followEvents({ account, types }: EventChoice, listener: EventListener): () => void {
  const search = new URLSearchParams({ after: "now", ...(account && { account }), ...(types && { types }) });
  const source = new EventSource(`${streamEvents.path}?${search.toString()}`);
  const take = ({ data }: MessageEvent<string>) => listener.onEvent(JSON.parse(data) as LoggedEvent);
  for (const name of EVENT_NAMES) source.addEventListener(name, take);
  source.addEventListener("open", listener.onOpen);
  source.addEventListener("error", () => listener.onBreak(source.readyState === EventSource.CLOSED));
  return () => source.close();
}
