import type { CallInput } from "@posthorn/client/call";
import {
  createGateway,
  deleteGateway,
  type Gateway,
  getGateway,
  listGateways,
  updateGateway,
  verifyGateway,
} from "@posthorn/contracts/gateways";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

type Paging = NonNullable<CallInput<typeof listGateways>["query"]>;

/** A page of the gateways. */
export const useGateways = (query: Paging) =>
  useQuery({
    queryKey: ["gateways", "list", query],
    queryFn: ({ signal }) => api.call(listGateways, { query }, { signal }),
    placeholderData: keepPreviousData,
  });

/** One gateway. */
export const useGateway = (gateway: string) =>
  useQuery({
    queryKey: ["gateways", "one", gateway],
    queryFn: ({ signal }): Promise<Gateway> => api.call(getGateway, { gateway }, { signal }),
  });

// What carries passwords is a function and no mutation: caches keep what a mutation was given.

/** Adds a gateway; rejects as the API does. */
export function useCreateGateway() {
  const client = useQueryClient();
  return async (body: CallInput<typeof createGateway>["body"]) => {
    const created = await api.call(createGateway, { body });
    void client.invalidateQueries({ queryKey: ["gateways"] });
    return created;
  };
}

/** Changes a gateway; what is not named stays. */
export function useUpdateGateway(gateway: string) {
  const client = useQueryClient();
  return async (body: CallInput<typeof updateGateway>["body"]) => {
    await api.call(updateGateway, { gateway, body });
    await client.invalidateQueries({ queryKey: ["gateways"] });
  };
}

/** Tries to log in at a gateway, with what is stored; nothing is sent. */
export const useVerifyGateway = (gateway: string) =>
  useMutation({ mutationFn: () => api.call(verifyGateway, { gateway }) });

/** Deletes a gateway. */
export function useDeleteGateway() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (gateway: string) => api.call(deleteGateway, { gateway }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["gateways", "list"] }),
  });
}
