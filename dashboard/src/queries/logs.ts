import { type AccountLogEntry, deleteAccountLog, getAccountLog } from "@posthorn/contracts/logs";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

/** Lines are written about once a second. */
const FOLLOW_MS = 2000;

/** The newest lines of what an account and its mail servers said to each other, oldest first. */
export const useAccountLog = (account: string, { lines, isFollowed }: { lines: number; isFollowed: boolean }) =>
  useQuery({
    queryKey: ["logs", account, lines],
    queryFn: async ({ signal }): Promise<AccountLogEntry[]> => {
      const { body } = await api.call(getAccountLog, { account, query: { lines } }, { signal });
      return entriesIn(await new Response(body).text());
    },
    refetchInterval: isFollowed ? FOLLOW_MS : false,
  });

/** The lines of the file; a sentence that there are none is no line. */
const entriesIn = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as AccountLogEntry);

/** Empties the log of an account. */
export function useClearLog(account: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.call(deleteAccountLog, { account }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["logs", account] }),
  });
}

/** Where a browser finds the whole log. */
export const accountLogUrl = (account: string) => getAccountLog.path.replace(":account", encodeURIComponent(account));
