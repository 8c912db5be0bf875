import type { CallInput } from "@posthorn/client/call";
import {
  type Account,
  type AccountPage,
  createAccount,
  deleteAccount,
  getAccount,
  listAccounts,
  reconnectAccount,
  syncAccount,
  verifyAccount,
} from "@posthorn/contracts/accounts";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
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
    void client.invalidateQueries({ queryKey: ["accounts"] });
    void client.invalidateQueries({ queryKey: ["stats"] });
    return created;
  };
}

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
