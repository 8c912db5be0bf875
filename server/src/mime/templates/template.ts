/** The parts of a message that a template writes. */
export const TEMPLATE_FIELDS = ["subject", "text", "html", "previewText"] as const;
export type TemplateField = (typeof TEMPLATE_FIELDS)[number];

/** What a message says, be it as it stands or with Handlebars in it. */
export type TemplateContent = Partial<Record<TemplateField, string>>;

/** What the `html` of a template is written in. */
export type TemplateFormat = "html" | "markdown" | "mjml";

/** All that a template can read, as JSON has it. */
export interface TemplateContext {
  params: Record<string, unknown>;
  account: { name: string | null; email: string | null };
  service: { url: string | null };
  /** Whom a copy of a mail merge is for. */
  rcpt?: { name: string | null; address: string; unsubscribeUrl?: string };
}

/** Why a template can't be rendered, and where. */
export interface TemplateFault {
  message: string;
  field: TemplateField;
  /** Counts from one. */
  line?: number;
  helper?: string;
}
