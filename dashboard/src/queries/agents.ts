import type { CallInput } from "@posthorn/client/call";
import { getMcp, listMcpAgents, listMcpCalls, updateMcpAgent } from "@posthorn/contracts/mcp";
import { approveMcpConsent, getMcpConsent, type McpAuthorizationRequest } from "@posthorn/contracts/mcp-oauth";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

type AgentFilter = NonNullable<CallInput<typeof listMcpAgents>["query"]>;
type CallFilter = NonNullable<CallInput<typeof listMcpCalls>["query"]>;

/** Agents call by themselves. */
const LOOK_AGAIN_MS = 15_000;

/** Whether agents are served, where, and by which tools. */
export const useMcp = ({ isWanted = true } = {}) =>
  useQuery({
    queryKey: ["mcp", "door"],
    queryFn: ({ signal }) => api.call(getMcp, {}, { signal }),
    enabled: isWanted,
  });

/** A page of the agents, the last to call first. */
export const useAgents = (query: AgentFilter, { isWanted = true } = {}) =>
  useQuery({
    queryKey: ["mcp", "agents", query],
    queryFn: ({ signal }) => api.call(listMcpAgents, { query }, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });

/** A page of what agents did, newest first. */
export const useAgentCalls = (query: CallFilter) =>
  useQuery({
    queryKey: ["mcp", "calls", query],
    queryFn: ({ signal }) => api.call(listMcpCalls, { query }, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
    placeholderData: keepPreviousData,
  });

/** Asks anew for all that is told of agents. */
export function useAskForAgents() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["mcp"] });
}

/** Stops an agent at once, or lets it go on. */
export function usePauseAgent() {
  const askAgain = useAskForAgents();
  return useMutation({
    mutationFn: ({ token, isPaused }: { token: string; isPaused: boolean }) =>
      api.call(updateMcpAgent, { token, body: { isPaused } }),
    onSettled: askAgain,
  });
}

/** Who asks for access; what the address says is for the server to check. */
export const useConsent = (request: Readonly<Record<string, string>>) =>
  useQuery({
    queryKey: ["mcp", "consent", request],
    queryFn: ({ signal }) => api.call(getMcpConsent, { query: request as McpAuthorizationRequest }, { signal }),
    staleTime: Infinity,
  });

/** Gives access; the answer has a code in it, so no cache sees it. */
export const approve = (body: CallInput<typeof approveMcpConsent>["body"]) => api.call(approveMcpConsent, { body });
