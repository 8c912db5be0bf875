import { getQueue, type QueueName, updateQueue } from "@posthorn/contracts/settings";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
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
