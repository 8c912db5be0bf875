import type { CallInput, CallOutput } from "@posthorn/client/call";
import {
  createOAuth2App,
  deleteOAuth2App,
  getOAuth2App,
  listOAuth2Apps,
  listPubSubStatus,
  updateOAuth2App,
  verifyOAuth2App,
} from "@posthorn/contracts/oauth2-apps";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

type Paging = NonNullable<CallInput<typeof listOAuth2Apps>["query"]>;
export type Application = CallOutput<typeof getOAuth2App>;
export type VerifiedApplication = CallOutput<typeof verifyOAuth2App>;
export type PubSubStatus = CallOutput<typeof listPubSubStatus>["apps"][number];

/** Providers refuse, and recover, by themselves. */
const LOOK_AGAIN_MS = 30_000;
/** The most that the API tells in one page; there are hardly more. */
const ALL = 1000;

/** A page of the OAuth2 applications, newest first. */
export const useApplications = (query: Paging, { isWanted = true } = {}) =>
  useQuery({
    queryKey: ["applications", "list", query],
    queryFn: ({ signal }) => api.call(listOAuth2Apps, { query }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
    enabled: isWanted,
  });

/** All applications, to choose from and to name them by their ids. */
export const useApplicationNames = ({ isWanted = true } = {}) => useApplications({ pageSize: ALL }, { isWanted });

/** One application, with the count of its accounts. */
export const useApplication = (app: string, { isWanted = true } = {}) =>
  useQuery({
    queryKey: ["applications", "one", app],
    queryFn: ({ signal }): Promise<Application> => api.call(getOAuth2App, { app }, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
    enabled: isWanted,
  });

/** A page of the applications that listen for Gmail's notifications, and what is wrong with them. */
export const usePubSubStatus = (query: Paging) =>
  useQuery({
    queryKey: ["applications", "pubsub", query],
    queryFn: ({ signal }) => api.call(listPubSubStatus, { query }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
  });

// What carries secrets is a function and no mutation: caches keep what a mutation was given.

/** Adds an application; rejects as the API does. */
export function useCreateApplication() {
  const client = useQueryClient();
  return async (body: CallInput<typeof createOAuth2App>["body"]) => {
    const { id } = await api.call(createOAuth2App, { body });
    void client.invalidateQueries({ queryKey: ["applications"] });
    return id;
  };
}

/** Changes an application; what is not named stays. */
export function useUpdateApplication(app: string) {
  const client = useQueryClient();
  return async (body: CallInput<typeof updateOAuth2App>["body"]) => {
    await api.call(updateOAuth2App, { app, body });
    await client.invalidateQueries({ queryKey: ["applications"] });
  };
}

/** Tries an application step by step; nothing is changed. */
export const useVerifyApplication = (app: string) =>
  useMutation({
    mutationFn: (account: string): Promise<VerifiedApplication> =>
      api.call(verifyOAuth2App, { app, body: { ...(account !== "" && { account }) } }),
  });

/** Deletes an application; its accounts stay and fail. */
export function useDeleteApplication() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (app: string) => api.call(deleteOAuth2App, { app }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["applications"] });
      void client.invalidateQueries({ queryKey: ["accounts"] });
    },
  });
}
