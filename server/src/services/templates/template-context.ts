import type { TemplateContext } from "../../mime/templates/template.ts";
import type { AccountRecord } from "../../storage/accounts.ts";
import type { Context } from "../context.ts";

export interface TemplateValues {
  params: Record<string, unknown> | undefined;
  /** The recipient of a copy of a mail merge. */
  to?: { name?: string; address: string } | undefined;
  /** Where that recipient leaves the list. */
  unsubscribeUrl?: string | undefined;
  /** In place of the setting `serviceUrl`. */
  baseUrl?: string | undefined;
}

/** What a template can read. */
export function templateContext(
  { settings }: Context,
  account: AccountRecord | null,
  { params = {}, to, unsubscribeUrl, baseUrl }: TemplateValues,
): TemplateContext {
  return {
    params,
    account: { name: account?.settings.name ?? null, email: account?.settings.email ?? null },
    service: { url: baseUrl ?? (settings.get("serviceUrl") || null) },
    ...(to && {
      rcpt: { name: to.name ?? null, address: to.address, ...(unsubscribeUrl !== undefined && { unsubscribeUrl }) },
    }),
  };
}
