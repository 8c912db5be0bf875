import {
  type ClearedState,
  clearQueue,
  getQueue,
  promoteQueue,
  type QueueName,
  retryQueue,
  updateQueue,
} from "@posthorn/contracts/settings";
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

const LOOK_AGAIN_MS = 5000;

/** What waits in a queue, and whether it is held. */
export const useQueue = (queue: QueueName) =>
  useQuery({
    queryKey: ["queues", queue],
    queryFn: ({ signal }) => api.call(getQueue, { queue }, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });

/** Holds a queue, or lets it go on. */
export function useUpdateQueue(queue: QueueName) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (paused: boolean) => api.call(updateQueue, { queue, body: { paused } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["stats"] });
      return client.invalidateQueries({ queryKey: ["queues", queue] });
    },
  });
}

/** Clears queues of all jobs in these states; tells how many went. */
export function useClearQueues(...queues: readonly QueueName[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (states: readonly ClearedState[]): Promise<number> => {
      let count = 0;
      for (const queue of queues)
        for (const state of states)
          for (let hasMore = true; hasMore;) {
            const answer = await api.call(clearQueue, { queue, query: { state } });
            count += answer.cleared;
            ({ hasMore } = answer);
          }
      return count;
    },
    onSettled: () => lookAgain(client),
  });
}

/** Gives all failed jobs of a queue new attempts; tells how many got them, and how many stay as they are. */
export function useRetryQueue(queue: QueueName) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<{ retried: number; skipped: number }> => {
      let retried = 0;
      for (;;) {
        const answer = await api.call(retryQueue, { queue });
        retried += answer.retried;
        if (!answer.hasMore) return { retried, skipped: answer.skipped };
      }
    },
    onSettled: () => lookAgain(client),
  });
}

/** Lets all delayed jobs of a queue go now; tells how many. */
export function usePromoteQueue(queue: QueueName) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<number> => {
      let count = 0;
      for (;;) {
        const { promoted, hasMore } = await api.call(promoteQueue, { queue });
        count += promoted;
        if (!hasMore) return count;
      }
    },
    onSettled: () => lookAgain(client),
  });
}

/** What shows jobs asks for them anew. */
const lookAgain = (client: QueryClient) =>
  Promise.all(
    [["queues"], ["stats"], ["outbox"], ["deliveries"]].map((queryKey) => client.invalidateQueries({ queryKey })),
  );
