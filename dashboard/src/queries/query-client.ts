import { QueryClient } from "@tanstack/react-query";
import { explainFault } from "../faults.ts";

/** Where all that the server told is kept. Reads are tried again when the fault may pass; changes never are. */
export const createQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // Offline is a fault to be shown, not something to wait for in silence.
        networkMode: "always",
        staleTime: 5000,
        retry: (failures, error) => failures < 2 && explainFault(error).isPassing,
        retryDelay: (failures) => 500 * 2 ** failures,
      },
      mutations: { networkMode: "always", gcTime: 0 },
    },
  });
