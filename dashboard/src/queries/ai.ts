import type { CallInput } from "@posthorn/client/call";
import {
  type AiSampleContent,
  type AiTrial,
  createAiSample,
  deleteAiSample,
  getAiDefaults,
  getAiSample,
  getAiUsage,
  listAiSamples,
  type TryPrompt,
  tryPrompt,
  updateAiSample,
} from "@posthorn/contracts/ai";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

export type AiUsageFilter = NonNullable<CallInput<typeof getAiUsage>["query"]>;

/** What language models were used for. */
export const useAiUsage = (query: AiUsageFilter) =>
  useQuery({
    queryKey: ["ai", "usage", query],
    queryFn: ({ signal }) => api.call(getAiUsage, { query }, { signal }),
    placeholderData: keepPreviousData,
  });

/** What counts where the settings of summaries are blank. */
export const useAiDefaults = () =>
  useQuery({
    queryKey: ["ai", "defaults"],
    staleTime: Infinity,
    queryFn: ({ signal }) => api.call(getAiDefaults, {}, { signal }),
  });

/** The mails that are kept to try prompts on, by name. */
export const useAiSamples = ({ isWanted = true } = {}) =>
  useQuery({
    queryKey: ["ai", "samples"],
    queryFn: async ({ signal }) => (await api.call(listAiSamples, {}, { signal })).samples,
    enabled: isWanted,
  });

/** What one of them says; none is asked for where none is chosen. */
export const useAiSample = (sample: string | undefined) =>
  useQuery({
    queryKey: ["ai", "sample", sample],
    queryFn: ({ signal }) => api.call(getAiSample, { sample: sample ?? "" }, { signal }),
    enabled: sample !== undefined,
  });

/** Has the model summarise one mail; rejects as the API does. */
export function useTryPrompt() {
  const client = useQueryClient();
  return async (body: TryPrompt, signal: AbortSignal): Promise<AiTrial> => {
    try {
      return await api.call(tryPrompt, { body }, { signal });
    } finally {
      // It has cost something.
      void client.invalidateQueries({ queryKey: ["ai", "usage"] });
    }
  };
}

/** What is kept: what a mail says, or a copy of a message. */
export type NewSample = CallInput<typeof createAiSample>["body"];

/** Keeps a mail to try prompts on. */
export function useCreateAiSample() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSample) => api.call(createAiSample, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["ai", "samples"] }),
  });
}

/** Changes the name of a sample, or what it says. */
export function useUpdateAiSample(sample: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; content?: AiSampleContent }) => api.call(updateAiSample, { sample, body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["ai", "samples"] });
      await client.invalidateQueries({ queryKey: ["ai", "sample", sample] });
    },
  });
}

export function useDeleteAiSample() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sample: string) => api.call(deleteAiSample, { sample }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["ai", "samples"] }),
  });
}
