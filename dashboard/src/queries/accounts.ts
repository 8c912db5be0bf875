import type { CallInput } from "@posthorn/client/call";
import {
  type Account,
  type AccountListEntry,
  type AccountPage,
  createAccount,
  deleteAccount,
  flushAccount,
  getAccount,
  getServerSignatures,
  listAccounts,
  type Quota,
  reconnectAccount,
  syncAccount,
  type UpdateAccount,
  updateAccount,
  verifyAccount,
  verifyStoredAccount,
} from "@posthorn/contracts/accounts";
import { requestAuthenticationForm } from "@posthorn/contracts/authentication-form";
import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";
import { withToldState } from "./told-states.ts";

export type AccountFilter = NonNullable<CallInput<typeof listAccounts>["query"]>;

/** Events tell most changes; this finds what they did not (another node's accounts, say). */
const LOOK_AGAIN_MS = 60_000;

/** A page of the accounts. */
export const useAccounts = (query: AccountFilter, { isWanted = true } = {}) =>
  useQuery({
    queryKey: ["accounts", "list", query],
    queryFn: async ({ signal }): Promise<AccountPage> => {
      const askedAt = performance.now();
      const page = await api.call(listAccounts, { query }, { signal });
      return { ...page, accounts: page.accounts.map((entry) => withToldState(entry, askedAt)) };
    },
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
    enabled: isWanted,
  });

/** The most that the API tells in one page. */
const LARGEST_PAGE = 1000;

/** Every account that a filter finds, page by page; rejects as the API does. */
export async function listAllAccounts(filter: Omit<AccountFilter, "page" | "pageSize">, signal: AbortSignal) {
  const all: AccountListEntry[] = [];
  for (let page = 0, pages = 1; page < pages; page++) {
    const query = { ...filter, page, pageSize: LARGEST_PAGE };
    const answer = await api.call(listAccounts, { query }, { signal });
    all.push(...answer.accounts);
    pages = answer.pages;
  }
  return all;
}

export type AccountAction = "reconnect" | "sync" | "delete";

/** Does one thing to an account; rejects as the API does. What pages show of accounts is to be told by `refetchAccounts`. */
export function actOnAccount(action: AccountAction, account: string, signal: AbortSignal): Promise<unknown> {
  if (action === "reconnect") return api.call(reconnectAccount, { account, body: { reconnect: true } }, { signal });
  if (action === "sync") return api.call(syncAccount, { account, body: { sync: true } }, { signal });
  return api.call(deleteAccount, { account }, { signal });
}

/** Adds one of many accounts; rejects as the API does. What pages show of accounts is to be told by `refetchAccounts`. */
export const addAccount = (body: CallInput<typeof createAccount>["body"], signal: AbortSignal) =>
  api.call(createAccount, { body }, { signal });

/** Asks anew for all that is shown of accounts. */
export function refetchAccounts(client: QueryClient) {
  void client.invalidateQueries({ queryKey: ["accounts"] });
  void client.invalidateQueries({ queryKey: ["stats"] });
}

/** One account. */
export const useAccount = (account: string) =>
  useQuery({
    queryKey: ["accounts", "one", account],
    queryFn: async ({ signal }): Promise<Account> => {
      const askedAt = performance.now();
      return withToldState(await api.call(getAccount, { account }, { signal }), askedAt);
    },
    refetchInterval: LOOK_AGAIN_MS,
  });

/** How full an account is, asked of its mail server whenever `refetch` is called and never by itself. */
export const useQuota = (account: string) =>
  useQuery({
    queryKey: ["accounts", "quota", account],
    queryFn: async ({ signal }): Promise<Quota> =>
      (await api.call(getAccount, { account, query: { quota: true } }, { signal })).quota ?? false,
    enabled: false,
  });

// What carries passwords is a function and no mutation: caches keep what a mutation was given.

/** Tries servers and logins without storing anything; rejects as the API does. */
export function useVerifyAccount() {
  return (body: CallInput<typeof verifyAccount>["body"]) => api.call(verifyAccount, { body });
}

/** Registers an account; rejects as the API does. */
export function useCreateAccount() {
  const client = useQueryClient();
  return async (body: CallInput<typeof createAccount>["body"]) => {
    const created = await api.call(createAccount, { body });
    refetchAccounts(client);
    return created;
  };
}

/** Changes an account; what is not named stays. Rejects as the API does. */
export function useUpdateAccount(account: string) {
  const client = useQueryClient();
  return async (body: UpdateAccount) => {
    await api.call(updateAccount, { account, body });
    await client.invalidateQueries({ queryKey: ["accounts"] });
  };
}

/** Tries the servers of an account with its stored logins, and changes to it; rejects as the API does. */
export function useVerifyStored(account: string) {
  return (body: CallInput<typeof verifyStoredAccount>["body"]) => api.call(verifyStoredAccount, { account, body });
}

/** Makes a link to the hosted form; whoever has it adds a mailbox. Rejects as the API does. */
export function useRequestForm() {
  return async (body: CallInput<typeof requestAuthenticationForm>["body"]) =>
    (await api.call(requestAuthenticationForm, { body })).url;
}

/** The signatures that the account has at its provider. */
export const useSignatures = (account: string, { isWanted }: { isWanted: boolean }) =>
  useQuery({
    queryKey: ["accounts", "signatures", account],
    queryFn: ({ signal }) => api.call(getServerSignatures, { account }, { signal }),
    enabled: isWanted,
    staleTime: Infinity,
  });

/** Opens the connections of an account anew. */
export const useReconnect = (account: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.call(reconnectAccount, { account, body: { reconnect: true } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["accounts", "one", account] }),
  });
};

/** Looks at every watched mailbox now. */
export const useSync = (account: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.call(syncAccount, { account, body: { sync: true } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["accounts", "one", account] }),
  });
};

/** Forgets what is known of the mailboxes and looks at them as for the first time. */
export const useFlush = (account: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.call(flushAccount, { account, body: { flush: true } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["accounts", "one", account] }),
  });
};

/** Deletes an account with all that is kept for it. */
export function useDeleteAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (account: string) => api.call(deleteAccount, { account }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["accounts", "list"] });
      void client.invalidateQueries({ queryKey: ["tokens", "list"] });
      void client.invalidateQueries({ queryKey: ["stats"] });
    },
  });
}
