import type { CallInput, CallOutput } from "@posthorn/client/call";
import { runUserFunctions, type UserFunctionsRun } from "@posthorn/contracts/user-functions";
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  dismissWebhookFailure,
  getWebhookEndpoint,
  getWebhookEndpointStats,
  getWebhookEndpointVersion,
  listFunctionFaults,
  listWebhookEndpoints,
  listWebhookEndpointVersions,
  restoreWebhookEndpointVersion,
  rotateWebhookSecret,
  testWebhook,
  testWebhookEndpoint,
  updateWebhookEndpoint,
  type WebhookEndpointVersion,
  type WebhookEndpointView,
} from "@posthorn/contracts/webhook-endpoints";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

type Paging = NonNullable<CallInput<typeof listWebhookEndpoints>["query"]>;
export type WebhookTrial = CallOutput<typeof testWebhook>;
export type FunctionFault = CallOutput<typeof listFunctionFaults>["faults"][number];
export type EndpointChanges = NonNullable<CallInput<typeof updateWebhookEndpoint>["body"]>;

/** Endpoints begin to fail and recover by themselves. */
const LOOK_AGAIN_MS = 15_000;
/** The most that the API tells in one page; there are hardly more. */
const ALL = 1000;

/** A page of the endpoints. */
export const useWebhookEndpoints = (query: Paging, { isWanted = true } = {}) =>
  useQuery({
    queryKey: ["webhook-endpoints", "list", query],
    queryFn: ({ signal }) => api.call(listWebhookEndpoints, { query }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
    enabled: isWanted,
  });

/** All endpoints, to choose from and to name them by their ids. */
export const useEndpointNames = ({ isWanted = true } = {}) => useWebhookEndpoints({ pageSize: ALL }, { isWanted });

/** One endpoint. */
export const useWebhookEndpoint = (endpoint: string) =>
  useQuery({
    queryKey: ["webhook-endpoints", "one", endpoint],
    queryFn: ({ signal }): Promise<WebhookEndpointView> => api.call(getWebhookEndpoint, { endpoint }, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });

/** Forgets that an endpoint fails. */
export function useDismissFailure(endpoint: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.call(dismissWebhookFailure, { endpoint }),
    // Accounts show it, too.
    onSuccess: () =>
      Promise.all([["webhook-endpoints"], ["accounts"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

/** How an endpoint fared with its newest deliveries. */
export const useEndpointStats = (endpoint: string) =>
  useQuery({
    queryKey: ["webhook-endpoints", "stats", endpoint],
    queryFn: ({ signal }) => api.call(getWebhookEndpointStats, { endpoint }, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });

/** The last failures of an endpoint's functions. */
export const useFunctionFaults = (endpoint: string) =>
  useQuery({
    queryKey: ["webhook-endpoints", "faults", endpoint],
    queryFn: ({ signal }) => api.call(listFunctionFaults, { endpoint }, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });

/** The functions that an endpoint has and had, the newest first. */
export const useEndpointVersions = (endpoint: string) =>
  useQuery({
    queryKey: ["webhook-endpoints", "versions", endpoint],
    queryFn: async ({ signal }) =>
      (await api.call(listWebhookEndpointVersions, { endpoint, query: { pageSize: 100 } }, { signal })).versions,
  });

/** The functions that an endpoint had in a version. */
export const useEndpointVersion = (endpoint: string, version: number) =>
  useQuery({
    queryKey: ["webhook-endpoints", "version", endpoint, version],
    queryFn: ({ signal }): Promise<WebhookEndpointVersion> =>
      api.call(getWebhookEndpointVersion, { endpoint, version }, { signal }),
    staleTime: Infinity,
  });

/** Gives an endpoint the functions of a version again. */
export function useRestoreEndpointVersion(endpoint: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: number) => api.call(restoreWebhookEndpointVersion, { endpoint, version }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["webhook-endpoints"] }),
  });
}

// What carries secrets is a function and no mutation: caches keep what a mutation was given.

/** Adds an endpoint; its signing secret is only in the answer. */
export function useCreateEndpoint() {
  const client = useQueryClient();
  return async (body: CallInput<typeof createWebhookEndpoint>["body"]) => {
    const created = await api.call(createWebhookEndpoint, { body });
    void client.invalidateQueries({ queryKey: ["webhook-endpoints", "list"] });
    return created;
  };
}

/** Changes an endpoint; what is not named stays. */
export function useUpdateEndpoint(endpoint: string) {
  const client = useQueryClient();
  return async (body: EndpointChanges) => {
    await api.call(updateWebhookEndpoint, { endpoint, body });
    await Promise.all([
      client.invalidateQueries({ queryKey: ["webhook-endpoints"] }),
      client.invalidateQueries({ queryKey: ["settings"] }),
      // The history of the settings.
      client.invalidateQueries({ queryKey: ["admin-log"] }),
    ]);
  };
}

/** Deletes an endpoint, with what waits for it. */
export function useDeleteEndpoint() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (endpoint: string) => api.call(deleteWebhookEndpoint, { endpoint }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["webhook-endpoints", "list"] }),
  });
}

/** Gives an endpoint a new secret, which is only in the answer. The one before signs too for `overlap` seconds. */
export function useRotateSecret(endpoint: string) {
  const client = useQueryClient();
  return async (overlap: number) => {
    const rotated = await api.call(rotateWebhookSecret, { endpoint, body: { overlap } });
    void client.invalidateQueries({ queryKey: ["webhook-endpoints", "one", endpoint] });
    return rotated;
  };
}

/** Sends an endpoint something at once; the usual `test` where nothing is given. */
export const useTestEndpoint = (endpoint: string) =>
  useMutation({
    mutationFn: (payload: Record<string, unknown> | undefined): Promise<WebhookTrial> =>
      api.call(testWebhookEndpoint, { endpoint, body: { ...(payload && { payload }) } }),
  });

/** Sends an event `test` to any address at once; rejects as the API does. */
export function useTestAddress() {
  return (body: CallInput<typeof testWebhook>["body"]): Promise<WebhookTrial> => api.call(testWebhook, { body });
}

/** Tries functions on an event, without sending anything. */
export const useRunFunctions = () =>
  useMutation({
    mutationFn: (body: CallInput<typeof runUserFunctions>["body"]): Promise<UserFunctionsRun> =>
      api.call(runUserFunctions, { body }),
  });
