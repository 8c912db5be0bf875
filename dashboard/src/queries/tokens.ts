import type { CallInput } from "@posthorn/client/call";
import {
  createToken,
  deleteToken,
  getToken,
  getTokenLog,
  listTokens,
  rotateToken,
  type Token,
  type TokenPage,
} from "@posthorn/contracts/tokens";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

type TokenFilter = NonNullable<CallInput<typeof listTokens>["query"]>;
type LogFilter = NonNullable<CallInput<typeof getTokenLog>["query"]>;

/** A page of the tokens. */
export const useTokens = (query: TokenFilter, { isWanted = true } = {}) =>
  useQuery({
    queryKey: ["tokens", "list", query],
    queryFn: ({ signal }): Promise<TokenPage> => api.call(listTokens, { query }, { signal }),
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });

/** One token by its id. */
export const useToken = (token: string) =>
  useQuery({
    queryKey: ["tokens", "one", token],
    queryFn: ({ signal }): Promise<Token> => api.call(getToken, { token }, { signal }),
  });

/** A page of the uses of a token, newest first. */
export const useTokenLog = (token: string, query: LogFilter) =>
  useQuery({
    queryKey: ["tokens", "log", token, query],
    queryFn: ({ signal }) => api.call(getTokenLog, { token, query }, { signal }),
    placeholderData: keepPreviousData,
  });

/** Makes a token. Its value is only in the answer, so no cache and no mutation ever sees it. */
export function useCreateToken() {
  const client = useQueryClient();
  return async (body: CallInput<typeof createToken>["body"]): Promise<{ token: string; id: string }> => {
    const created = await api.call(createToken, { body });
    void client.invalidateQueries({ queryKey: ["tokens", "list"] });
    return created;
  };
}

/** Gives a token a new value, which is only in the answer. The old one works for `keepFor` seconds more. */
export function useRotateToken() {
  const client = useQueryClient();
  return async (token: string, keepFor: number) => {
    const rotated = await api.call(rotateToken, { token, body: { keepFor } });
    void client.invalidateQueries({ queryKey: ["tokens", "list"] });
    // Whoever looks at it may leave it first: it may be gone.
    void client.invalidateQueries({ queryKey: ["tokens", "one", token], refetchType: "none" });
    return rotated;
  };
}

/** Revokes tokens by their ids, one after the other; those before the first that fails are gone. */
export function useDeleteTokens() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (tokens: readonly string[]) => {
      for (const token of tokens) await api.call(deleteToken, { token });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["tokens", "list"] }),
  });
}
