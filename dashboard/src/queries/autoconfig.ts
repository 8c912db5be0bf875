import { type DiscoveredSettings, getAutoconfig } from "@posthorn/contracts/autoconfig";
import { useMutation } from "@tanstack/react-query";
import { api } from "../api.ts";

/** Finds the mail servers of an address. */
export const useFindServers = () =>
  useMutation({
    mutationFn: (email: string): Promise<DiscoveredSettings> => api.call(getAutoconfig, { query: { email } }),
  });
