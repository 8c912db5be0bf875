import type { CallInput } from "@posthorn/client/call";
import { cancelReplay, listReplays, startReplay } from "@posthorn/contracts/webhook-log";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

const RUNNING_MS = 1000;
const RESTING_MS = 30_000;

/** The last replays of an endpoint; a running one is looked at again every second. */
export const useReplays = (endpoint: string) =>
  useQuery({
    queryKey: ["replays", endpoint],
    queryFn: ({ signal }) => api.call(listReplays, { query: { endpoint, pageSize: 10 } }, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.replays.some((replay) => replay.state === "running") ? RUNNING_MS : RESTING_MS,
  });

/** Delivers events of the past to an endpoint. */
export function useStartReplay(endpoint: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CallInput<typeof startReplay>["body"]) => api.call(startReplay, { endpoint, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["replays", endpoint] }),
  });
}

/** Ends a replay; the deliveries that it made stay. */
export function useCancelReplay(endpoint: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (replay: string) => api.call(cancelReplay, { replay }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["replays", endpoint] }),
  });
}
