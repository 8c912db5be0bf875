import { getServerDetails, type ServerDetails } from "@posthorn/contracts/server-details";
import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";

const LOOK_AGAIN_MS = 30_000;

/** What an account's mail servers last said of themselves, and how its own connections fare. */
export const useServerDetails = (account: string, { isWanted }: { isWanted: boolean }) =>
  useQuery({
    queryKey: ["accounts", "server-details", account],
    queryFn: ({ signal }): Promise<ServerDetails> => api.call(getServerDetails, { account }, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
    enabled: isWanted,
  });
