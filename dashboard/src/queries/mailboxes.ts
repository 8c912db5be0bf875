import { listMailboxes, type Mailbox } from "@posthorn/contracts/mailboxes";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";

/** Counting asks the mail server once for each mailbox. */
const LOOK_AGAIN_MS = 120_000;

/** The mailboxes of an account, with how many messages are in each. */
export const useMailboxes = (account: string) =>
  useQuery({
    queryKey: ["mailboxes", account],
    queryFn: async ({ signal }): Promise<Mailbox[]> =>
      (await api.call(listMailboxes, { account, query: { counters: true } }, { signal })).mailboxes,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
  });
