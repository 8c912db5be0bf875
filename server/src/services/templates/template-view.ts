import type { Template, TemplateEntry } from "@posthorn/contracts/templates";
import type { ListedTemplate, TemplateRecord } from "../../storage/templates.ts";

export const templateEntry = ({
  id,
  name,
  description,
  format,
  version,
  createdAt,
  updatedAt,
}: ListedTemplate): TemplateEntry => ({
  id,
  name,
  ...(description !== null && { description }),
  format,
  version,
  created: new Date(createdAt).toISOString(),
  ...(updatedAt !== null && { updated: new Date(updatedAt).toISOString() }),
});

/** A template as the API shows it. */
export const templateView = (template: TemplateRecord): Template => ({
  account: template.account,
  ...templateEntry(template),
  content: template.content,
});
