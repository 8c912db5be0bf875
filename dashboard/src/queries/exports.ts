import type { CallInput } from "@posthorn/client/call";
import {
  createExport,
  deleteExport,
  downloadExport,
  type ExportStatus,
  getExport,
  listExports,
} from "@posthorn/contracts/exports";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

type Paging = NonNullable<CallInput<typeof listExports>["query"]>;

/** How soon it is looked again while an export runs. */
const RUNNING_MS = 2000;

const isRunning = (status: ExportStatus["status"]) => status === "queued" || status === "processing";

/** A page of the exports of an account, newest first. */
export const useExports = (account: string, query: Paging) =>
  useQuery({
    queryKey: ["exports", "list", account, query],
    queryFn: ({ signal }) => api.call(listExports, { account, query }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.exports.some(({ status }) => isRunning(status)) ? RUNNING_MS : false),
  });

/** One export and how far it is. */
export const useExport = (account: string, exportId: string) =>
  useQuery({
    queryKey: ["exports", "one", account, exportId],
    queryFn: ({ signal }): Promise<ExportStatus> => api.call(getExport, { account, exportId }, { signal }),
    refetchInterval: ({ state }) => (state.data === undefined || isRunning(state.data.status) ? RUNNING_MS : false),
  });

/** Begins an export; rejects as the API does. */
export function useCreateExport(account: string) {
  const client = useQueryClient();
  return async (body: CallInput<typeof createExport>["body"]) => {
    await api.call(createExport, { account, body });
    await client.invalidateQueries({ queryKey: ["exports", "list", account] });
  };
}

/** Deletes an export with its file; one that runs ends. */
export function useDeleteExport(account: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (exportId: string) => api.call(deleteExport, { account, exportId }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["exports", "list", account] }),
  });
}

/** Where a browser finds the file of an export. */
export const exportFileUrl = (account: string, exportId: string) =>
  downloadExport.path.replace(":account", encodeURIComponent(account)).replace(":exportId", exportId);
