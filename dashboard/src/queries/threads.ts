import type { CallInput } from "@posthorn/client/call";
import { getThread, listThreads, type Thread, type ThreadPage } from "@posthorn/contracts/threads";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";

type ThreadFilter = CallInput<typeof listThreads>["query"];

/** A page of the threads of a mailbox. Changes of messages refresh it: its key begins as theirs. */
export const useThreads = (account: string, query: ThreadFilter, { isWanted = true } = {}) =>
  useQuery({
    queryKey: ["messages", account, "threads", query],
    queryFn: ({ signal }): Promise<ThreadPage> => api.call(listThreads, { account, query }, { signal }),
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });

/** The messages of a thread, wherever they are, oldest first. */
export const useThread = (account: string, thread: string | undefined) =>
  useQuery({
    queryKey: ["messages", account, "thread", thread],
    queryFn: ({ signal }): Promise<Thread> => api.call(getThread, { account, thread: thread ?? "" }, { signal }),
    enabled: thread !== undefined,
  });
