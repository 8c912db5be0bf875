import type { CallInput } from "@posthorn/client/call";
import {
  addToBlocklist,
  type BlockedAddress,
  exportBlocklist,
  getBlockedAddress,
  getBlocklist,
  getSubscriptionPage,
  importBlocklist,
  listBlocklists,
  removeFromBlocklist,
} from "@posthorn/contracts/blocklists";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";
import { hasStatus } from "../faults.ts";

type Paging = NonNullable<CallInput<typeof listBlocklists>["query"]>;

/** A page of the lists. */
export const useBlocklists = (query: Paging) =>
  useQuery({
    queryKey: ["blocklists", "all", query],
    queryFn: ({ signal }) => api.call(listBlocklists, { query }, { signal }),
    placeholderData: keepPreviousData,
  });

/** A page of the addresses on a list; with `recipient` the entry of that address alone, if it has one. */
export const useBlocklist = (listId: string, query: Paging, recipient?: string) =>
  useQuery({
    queryKey: ["blocklists", "one", listId, query, recipient ?? ""],
    queryFn: ({ signal }) =>
      recipient === undefined
        ? api.call(getBlocklist, { listId, query }, { signal })
        : lookUp(listId, recipient, signal),
    placeholderData: keepPreviousData,
  });

async function lookUp(listId: string, recipient: string, signal: AbortSignal) {
  const page = (addresses: BlockedAddress[]) => ({ listId, total: addresses.length, page: 0, pages: 1, addresses });
  try {
    return page([await api.call(getBlockedAddress, { listId, query: { recipient } }, { signal })]);
  } catch (error) {
    // What is no address is on no list either.
    if (hasStatus(error, 404) || hasStatus(error, 400)) return page([]);
    throw error;
  }
}

/** Puts an address on a list. */
export function useBlock() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ listId, ...body }: CallInput<typeof addToBlocklist>["body"] & { listId: string }) =>
      api.call(addToBlocklist, { listId, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["blocklists"] }),
  });
}

/** Puts many addresses on a list, all or none of each portion that the API takes. */
export function useBlockMany() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({
      listId,
      addresses,
      ...body
    }: CallInput<typeof importBlocklist>["body"] & { listId: string }) => {
      const sum = { added: 0, known: 0 };
      for (let at = 0; at < addresses.length; at += MOST_AT_ONCE) {
        const portion = addresses.slice(at, at + MOST_AT_ONCE);
        const { added, known } = await api.call(importBlocklist, { listId, body: { ...body, addresses: portion } });
        sum.added += added;
        sum.known += known;
      }
      return sum;
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["blocklists"] }),
  });
}

const MOST_AT_ONCE = 10_000;

/** Takes addresses off a list; the list goes with its last one. */
export function useUnblock(listId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (recipients: readonly string[]): Promise<void> => {
      for (const recipient of recipients) await api.call(removeFromBlocklist, { listId, query: { recipient } });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["blocklists"] }),
  });
}

/** The link of the page on which an address comes back; whoever has it can do that. */
export const useSubscriptionPage = (listId: string) =>
  useMutation({ mutationFn: (recipient: string) => api.call(getSubscriptionPage, { listId, body: { recipient } }) });

/** Every entry of a list. */
export async function readWholeBlocklist(listId: string): Promise<BlockedAddress[]> {
  const { body } = await api.call(exportBlocklist, { listId });
  const text = await new Response(body).text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as BlockedAddress);
}
