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

/** How often which event of an account happened within the last day, and since when that is known. */
export const useLastDay = (account: string) =>
  useQuery({
    queryKey: ["stats-history", "account", account],
    queryFn: ({ signal }): Promise<StatsHistory> => api.call(getStatsHistory, { query: { account } }, { signal }),
    refetchInterval: LOOK_AGAIN_MS * 2,
  });

/** What was counted within the last `seconds`, step by step. */
export const useStatsHistory = (seconds: number) =>
  useQuery({
    queryKey: ["stats-history", seconds],
    queryFn: ({ signal }): Promise<StatsHistory> => api.call(getStatsHistory, { query: { seconds } }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS * 2,
  });
