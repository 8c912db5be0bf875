import type { CallInput } from "@posthorn/client/call";
import type { createTemplate, Template, TemplateContent, TemplateFormat } from "@posthorn/contracts/templates";
import { texts } from "./texts.ts";

export interface TemplateForm extends Record<string, unknown> {
  account: string | null;
  name: string;
  description: string;
  format: TemplateFormat;
  content: { subject: string; previewText: string; html: string; text: string };
}

export const FIELDS = [
  "account",
  "name",
  "description",
  "format",
  "content.subject",
  "content.previewText",
  "content.html",
  "content.text",
] as const;

const STARTER = `<h1>Hello {{params.name}}</h1>
<p>Write your message here.</p>
`;

/** What a form for a new template begins with. */
export const newForm = (account: string | undefined): TemplateForm => ({
  account: account ?? null,
  name: "",
  description: "",
  format: "html",
  content: { subject: "Hello {{params.name}}", previewText: "", html: STARTER, text: "" },
});

/** A stored template as a form. */
export const formOf = ({ account, name, description = "", format = "html", content }: Template): TemplateForm => ({
  account,
  name,
  description,
  format,
  content: {
    subject: content?.subject ?? "",
    previewText: content?.previewText ?? "",
    html: content?.html ?? "",
    text: content?.text ?? "",
  },
});

/** What the form says, without what is left empty. */
export function contentOf({ content }: TemplateForm): TemplateContent {
  const { subject, previewText, html, text } = content;
  return {
    ...(subject.trim() !== "" && { subject }),
    ...(previewText !== "" && { previewText }),
    ...(html.trim() !== "" && { html }),
    ...(text.trim() !== "" && { text }),
  };
}

/** The request that stores it. */
export const toTemplate = (form: TemplateForm): CallInput<typeof createTemplate>["body"] => ({
  account: form.account,
  name: form.name.trim(),
  description: form.description.trim(),
  format: form.format,
  content: contentOf(form),
});

/** Faults that can be told before it is sent. */
export const faultsOf = ({ name }: TemplateForm): Record<string, string> =>
  name.trim() === "" ? { name: texts.needed } : {};
