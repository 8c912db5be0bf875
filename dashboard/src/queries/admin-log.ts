import type { CallInput } from "@posthorn/client/call";
import { getAdminLog, getAdminLogEntry } from "@posthorn/contracts/admin-log";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";

type LogFilter = NonNullable<CallInput<typeof getAdminLog>["query"]>;

/** A page of what people did, newest first. */
export const useAdminLog = (query: LogFilter) =>
  useQuery({
    queryKey: ["admin-log", query],
    queryFn: ({ signal }) => api.call(getAdminLog, { query }, { signal }),
    placeholderData: keepPreviousData,
  });

/** One thing that somebody did; it never changes. */
export const useAdminLogEntry = (entry: string) =>
  useQuery({
    queryKey: ["admin-log-entry", entry],
    queryFn: ({ signal }) => api.call(getAdminLogEntry, { entry }, { signal }),
    staleTime: Infinity,
  });
