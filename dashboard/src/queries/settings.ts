import {
  getConfiguration,
  getSettings,
  listLocalAddresses,
  previewPage,
  type SettingKey,
  type SettingsAnswer,
  type SettingsUpdate,
  updateSettings,
} from "@posthorn/contracts/settings";
import type { CallInput } from "@posthorn/client/call";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

/** The settings named, as they are stored; one that was never set is null. */
export const useSettings = (...keys: SettingKey[]) =>
  useQuery({
    queryKey: ["settings", ...keys],
    queryFn: ({ signal }): Promise<SettingsAnswer> =>
      api.call(getSettings, { query: Object.fromEntries(keys.map((key) => [key, true])) }, { signal }),
  });

/** What the configuration of the node decides; it takes a restart to change. */
export const useConfiguration = ({ isWanted = true } = {}) =>
  useQuery({
    queryKey: ["configuration"],
    staleTime: Infinity,
    queryFn: ({ signal }) => api.call(getConfiguration, {}, { signal }),
    enabled: isWanted,
  });

/** The addresses of the node that answers; looked for once, and again when asked to. */
export const useLocalAddresses = ({ isWanted = true } = {}) =>
  useQuery({
    queryKey: ["local-addresses"],
    staleTime: Infinity,
    queryFn: ({ signal }) => api.call(listLocalAddresses, {}, { signal }),
    enabled: isWanted,
  });

/** A page for end users with settings that are not saved; the one before stays until it is there. */
export const usePagePreview = (body: CallInput<typeof previewPage>["body"]) =>
  useQuery({
    queryKey: ["page-preview", body],
    staleTime: Infinity,
    gcTime: 0,
    queryFn: ({ signal }) => api.call(previewPage, { body }, { signal }),
    placeholderData: keepPreviousData,
  });

/** Changes settings; those not named stay. */
export function useUpdateSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SettingsUpdate) => api.call(updateSettings, { body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["settings"] });
      // Their history, and the door for agents, which some of them open.
      await Promise.all([["admin-log"], ["mcp"]].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}
