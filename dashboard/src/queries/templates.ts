import type { CallInput } from "@posthorn/client/call";
import {
  createTemplate,
  deleteTemplate,
  getTemplate,
  getTemplateVersion,
  listTemplates,
  listTemplateVersions,
  previewContent,
  restoreTemplateVersion,
  type Template,
  type TemplateContent,
  type TemplateVersion,
  updateTemplate,
} from "@posthorn/contracts/templates";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api.ts";

export type TemplateFilter = NonNullable<CallInput<typeof listTemplates>["query"]>;

/** A page of the templates of an account, or of those that every account can use. */
export const useTemplates = (query: TemplateFilter) =>
  useQuery({
    queryKey: ["templates", "list", query],
    queryFn: ({ signal }) => api.call(listTemplates, { query }, { signal }),
    placeholderData: keepPreviousData,
  });

/** One template with what it says. */
export const useTemplate = (template: string) =>
  useQuery({
    queryKey: ["templates", "one", template],
    queryFn: ({ signal }): Promise<Template> => api.call(getTemplate, { template }, { signal }),
  });

/** What a template says and said before, the newest first. */
export const useTemplateVersions = (template: string) =>
  useQuery({
    queryKey: ["templates", "versions", template],
    queryFn: async ({ signal }) =>
      (await api.call(listTemplateVersions, { template, query: { pageSize: 100 } }, { signal })).versions,
  });

/** What a template said in a version; none is asked for where none is chosen. */
export const useTemplateVersion = (template: string, version: number | undefined) =>
  useQuery({
    queryKey: ["templates", "version", template, version],
    queryFn: ({ signal }): Promise<TemplateVersion> =>
      api.call(getTemplateVersion, { template, version: version ?? 1 }, { signal }),
    enabled: version !== undefined,
    staleTime: Infinity,
  });

type Preview = CallInput<typeof previewContent>["body"];

/** What a message would say of what is being written; the one before stays until the new one is there. */
export const useTemplatePreview = (body: Preview, { isWanted = true } = {}) =>
  useQuery({
    queryKey: ["templates", "preview", body],
    queryFn: async ({ signal }): Promise<TemplateContent> =>
      (await api.call(previewContent, { body }, { signal })).content,
    placeholderData: keepPreviousData,
    enabled: isWanted,
    retry: false,
    gcTime: 30_000,
  });

function useRefetchTemplates() {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({ queryKey: ["templates"], predicate: ({ queryKey }) => queryKey[1] !== "preview" });
}

/** Adds a template; answers its id. Rejects as the API does. */
export function useCreateTemplate() {
  const refetch = useRefetchTemplates();
  return async (body: CallInput<typeof createTemplate>["body"]): Promise<string> => {
    const { id } = await api.call(createTemplate, { body });
    void refetch();
    return id;
  };
}

/** Changes a template; rejects as the API does. */
export function useUpdateTemplate(template: string) {
  const refetch = useRefetchTemplates();
  return async (body: CallInput<typeof updateTemplate>["body"]) => {
    await api.call(updateTemplate, { template, body });
    await refetch();
  };
}

/** Lets a template say again what it said in a version. */
export function useRestoreVersion(template: string) {
  const refetch = useRefetchTemplates();
  return useMutation({
    mutationFn: (version: number) => api.call(restoreTemplateVersion, { template, version }),
    onSuccess: refetch,
  });
}

/** Deletes a template with all of its versions. */
export function useDeleteTemplate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (template: string) => api.call(deleteTemplate, { template }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["templates", "list"] }),
  });
}
