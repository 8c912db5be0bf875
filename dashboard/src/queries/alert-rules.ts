import type { CallInput, CallOutput } from "@posthorn/client/call";
import {
  type AlertRule,
  createAlertRule,
  deleteAlertRule,
  getAlertRule,
  listAlertRules,
  testAlertRule,
  updateAlertRule,
} from "@posthorn/contracts/alert-rules";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

export type AlertTrial = CallOutput<typeof testAlertRule>;

/** Rules begin to fire and recover by themselves. */
const LOOK_AGAIN_MS = 15_000;

/** All rules. */
export const useAlertRules = ({ isWanted = true } = {}) =>
  useQuery({
    queryKey: ["alert-rules", "list"],
    queryFn: ({ signal }) => api.call(listAlertRules, {}, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
    enabled: isWanted,
  });

/** One rule. */
export const useAlertRule = (rule: string) =>
  useQuery({
    queryKey: ["alert-rules", "one", rule],
    queryFn: ({ signal }): Promise<AlertRule> => api.call(getAlertRule, { rule }, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });

// What carries secrets is a function and no mutation: caches keep what a mutation was given.

/** Adds a rule; the secret of a webhook is only in the answer. */
export function useCreateAlertRule() {
  const client = useQueryClient();
  return async (body: CallInput<typeof createAlertRule>["body"]) => {
    const created = await api.call(createAlertRule, { body });
    void client.invalidateQueries({ queryKey: ["alert-rules"] });
    return created;
  };
}

/** Changes a rule; what is not named stays. */
export function useUpdateAlertRule(rule: string) {
  const client = useQueryClient();
  return async (body: CallInput<typeof updateAlertRule>["body"]) => {
    const updated = await api.call(updateAlertRule, { rule, body });
    await client.invalidateQueries({ queryKey: ["alert-rules"] });
    return updated;
  };
}

/** Sends a sample to a rule's target. */
export const useTestAlertRule = () => useMutation({ mutationFn: (rule: string) => api.call(testAlertRule, { rule }) });

/** Deletes a rule. */
export function useDeleteAlertRule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rule: string) => api.call(deleteAlertRule, { rule }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["alert-rules", "list"] }),
  });
}
