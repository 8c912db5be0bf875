import { getStats, getStatsHistory, type Stats, type StatsHistory } from "@posthorn/contracts/stats";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";

const LOOK_AGAIN_MS = 15_000;

/** Accounts by state, queues, and what was counted within the last `seconds`. */
export const useStats = (seconds: number) =>
  useQuery({
    queryKey: ["stats", seconds],
    queryFn: ({ signal }): Promise<Stats> => api.call(getStats, { query: { seconds } }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
  });

/** What was counted within the last `seconds`, step by step; with an account its events alone, and since when they are known. */
export const useStatsHistory = (seconds: number, account?: string) =>
  useQuery({
    queryKey: ["stats-history", seconds, account],
    queryFn: ({ signal }): Promise<StatsHistory> =>
      api.call(getStatsHistory, { query: { seconds, ...(account !== undefined && { account }) } }, { signal }),
    placeholderData: (before, query) => (query?.queryKey[2] === account ? before : undefined),
    refetchInterval: LOOK_AGAIN_MS * 2,
  });
