import type { CallInput, CallOutput } from "@posthorn/client/call";
import {
  dropDelivery,
  getDelivery,
  listDeliveries,
  promoteDelivery,
  retryDeliveries,
  retryDelivery,
} from "@posthorn/contracts/webhook-log";
import { deleteFailedDelivery } from "@posthorn/contracts/webhooks";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

export type DeliveryFilter = NonNullable<CallInput<typeof listDeliveries>["query"]>;
export type DeliveryDetails = CallOutput<typeof getDelivery>;
export type RetryChoice = CallInput<typeof retryDeliveries>["body"];

const LOOK_AGAIN_MS = 5000;

/** A page of the deliveries, newest first. */
export const useDeliveries = (query: DeliveryFilter) =>
  useQuery({
    queryKey: ["deliveries", "list", query],
    queryFn: ({ signal }) => api.call(listDeliveries, { query }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
  });

/** One delivery with its attempts; looked at again while it is under way. */
export const useDelivery = (delivery: string) =>
  useQuery({
    queryKey: ["deliveries", "one", delivery],
    queryFn: ({ signal }): Promise<DeliveryDetails> => api.call(getDelivery, { delivery }, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === "pending" ? LOOK_AGAIN_MS / 2 : LOOK_AGAIN_MS * 6),
  });

/** Delivers these again, one call each; tells how many were taken. Rejects when none was. */
export function useRetryThese() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (deliveries: readonly string[]): Promise<number> => {
      const results = await Promise.allSettled(deliveries.map((delivery) => api.call(retryDelivery, { delivery })));
      const taken = results.filter(({ status }) => status === "fulfilled").length;
      const refused = results.find((result) => result.status === "rejected");
      if (taken === 0 && refused !== undefined) throw refused.reason as Error;
      return taken;
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["deliveries"] }),
  });
}

/** Delivers again all that failed, as far as it is chosen; tells how many. */
export function useRetryAll() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: RetryChoice): Promise<number> => {
      let count = 0;
      for (;;) {
        const { retried, hasMore } = await api.call(retryDeliveries, { body });
        count += retried;
        if (!hasMore || retried === 0) return count;
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["deliveries"] }),
  });
}

/** Tries a delivery that is put off now. */
export function usePromoteDelivery() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (delivery: string) => api.call(promoteDelivery, { delivery }),
    onSettled: () => client.invalidateQueries({ queryKey: ["deliveries"] }),
  });
}

/** Drops a delivery that waits, or deletes one that is over; tells which. */
export function useDropDelivery() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (delivery: string) => api.call(dropDelivery, { delivery }),
    onSettled: () => client.invalidateQueries({ queryKey: ["deliveries"] }),
  });
}

/** Drops deliveries that failed for good. */
export function useDropDeliveries() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (deliveries: readonly string[]): Promise<void> => {
      for (const delivery of deliveries) await api.call(deleteFailedDelivery, { delivery });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["deliveries"] }),
  });
}
