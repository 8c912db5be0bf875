import {
  getSettings,
  type SettingKey,
  type SettingsAnswer,
  type SettingsUpdate,
  updateSettings,
} from "@posthorn/contracts/settings";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

/** The settings named, as they are stored; one that was never set is null. */
export const useSettings = (...keys: SettingKey[]) =>
  useQuery({
    queryKey: ["settings", ...keys],
    queryFn: ({ signal }): Promise<SettingsAnswer> =>
      api.call(getSettings, { query: Object.fromEntries(keys.map((key) => [key, true])) }, { signal }),
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
