import type { CallInput } from "@posthorn/client/call";
import { listEvents, type LoggedEvent } from "@posthorn/contracts/event-log";
import type { EventName } from "@posthorn/contracts/events";
import {
  deleteOutboxEntry,
  getOutboxEntry,
  listOutbox,
  type OutboxEntry,
  type OutboxPage,
  promoteOutboxEntry,
  rescheduleOutboxEntry,
  retryOutboxEntry,
} from "@posthorn/contracts/outbox";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";
import { hasStatus } from "../faults.ts";

export type OutboxFilter = NonNullable<CallInput<typeof listOutbox>["query"]>;

/** Attempts take seconds, and people watch them. */
const LOOK_AGAIN_MS = 4000;

/** A page of what waits, is being sent, or failed. */
export const useOutbox = (query: OutboxFilter) =>
  useQuery({
    queryKey: ["outbox", "list", query],
    queryFn: ({ signal }): Promise<OutboxPage> => api.call(listOutbox, { query }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
  });

/** One message in the outbox; null when it is not there any more. */
export const useOutboxEntry = (queueId: string) =>
  useQuery({
    queryKey: ["outbox", "one", queueId],
    queryFn: async ({ signal }): Promise<OutboxEntry | null> => {
      try {
        return await api.call(getOutboxEntry, { queueId }, { signal });
      } catch (error) {
        if (hasStatus(error, 404)) return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) => (state.data === null ? false : LOOK_AGAIN_MS),
  });

const OF_SENDING: readonly EventName[] = [
  "messageSent",
  "messageDeliveryError",
  "messageFailed",
  "messageCancelled",
  "messageBounce",
  "messageComplaint",
  "trackOpen",
  "trackClick",
];
const PORTION = 1000;
/** The log tells events by account and name only, so what is about one message is looked for among the newest. */
const MOST_PORTIONS = 5;

/** What was told of sending since `since`, of one account where it is known, newest first. */
export const useSendingEvents = (account: string | undefined, since: string | undefined) =>
  useQuery({
    queryKey: ["outbox", "events", account, since],
    queryFn: async ({ signal }): Promise<LoggedEvent[]> => {
      const found: LoggedEvent[] = [];
      let before = "now";
      for (let portion = 0; portion < MOST_PORTIONS; portion += 1) {
        const { events, cursor, hasMore } = await api.call(
          listEvents,
          { query: { before, types: OF_SENDING.join(","), limit: PORTION, ...(account !== undefined && { account }) } },
          { signal },
        );
        found.push(...events);
        const oldest = events.at(-1);
        if (!hasMore || (since !== undefined && oldest !== undefined && oldest.date < since)) break;
        before = cursor;
      }
      return found;
    },
    refetchInterval: LOOK_AGAIN_MS * 2,
  });

/** Sends a message that waits now. */
export const usePromote = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (queueId: string) => api.call(promoteOutboxEntry, { queueId }),
    onSettled: () => client.invalidateQueries({ queryKey: ["outbox"] }),
  });
};

/** Gives failed messages new attempts, by their queue ids. */
export const useRetry = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (queueIds: readonly string[]) => {
      for (const queueId of queueIds) await api.call(retryOutboxEntry, { queueId });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["outbox"] }),
  });
};

/** Cancels messages by their queue ids. Answers how many; of the others it was too late, they may have been sent. */
export const useCancel = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (queueIds: readonly string[]) => {
      let cancelled = 0;
      for (const queueId of queueIds) if ((await api.call(deleteOutboxEntry, { queueId })).deleted) cancelled++;
      return cancelled;
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["outbox"] }),
  });
};

/** Sends a message that waits at another time; rejects as the API does. */
export function useReschedule() {
  const client = useQueryClient();
  return async (queueId: string, sendAt: string) => {
    await api.call(rescheduleOutboxEntry, { queueId, body: { sendAt } });
    await client.invalidateQueries({ queryKey: ["outbox"] });
  };
}
