import { type DiscoveredSettings, getAutoconfig } from "@posthorn/contracts/autoconfig";
import { useMutation } from "@tanstack/react-query";
import { api } from "../api.ts";

/** Finds the mail servers of an address; rejects as the API does. */
export const findServers = (email: string): Promise<DiscoveredSettings> =>
  api.call(getAutoconfig, { query: { email } });

/** Finds the mail servers of an address. */
export const useFindServers = () => useMutation({ mutationFn: findServers });
