import Handlebars from "handlebars";
import { LRUCache } from "lru-cache";
import { HELPERS, HelperFault } from "./helpers.ts";
import { htmlFromMarkdown } from "./markdown.ts";
import { htmlFromMjml, MjmlFault } from "./mjml.ts";
import {
  TEMPLATE_FIELDS,
  type TemplateContent,
  type TemplateContext,
  type TemplateFault,
  type TemplateField,
  type TemplateFormat,
} from "./template.ts";

export interface RenderingTask {
  content: TemplateContent;
  format: TemplateFormat;
  context: TemplateContext;
  /** Most characters of a rendered `text` or `html`. */
  maxLength: number;
}

export type Rendering = { content: TemplateContent } | { fault: TemplateFault };

/** Of a rendered subject or preview text. */
const LONGEST_LINE = 10_240;

/** `subject` and `text` are no HTML, in which values would have to be escaped. */
const IS_ESCAPED: Record<TemplateField, boolean> = { subject: false, text: false, html: true, previewText: true };

/** Compiled templates, by what they say and how; bounded by number and by characters. */
const compiled = new LRUCache<string, HandlebarsTemplateDelegate>({ max: 500, maxSize: 8 * 1024 * 1024 });

/** No messages to the console, and no part of a template or of its values is more than data. */
const handlebars = Handlebars.create();
handlebars.logger.level = Number.POSITIVE_INFINITY as never;
for (const name of Object.keys(handlebars.helpers)) handlebars.unregisterHelper(name);
handlebars.registerHelper(HELPERS as never);
const { blockHelperMissing, helperMissing } = Handlebars.helpers;
handlebars.registerHelper({ blockHelperMissing, helperMissing } as never);
const knownHelpers = Object.fromEntries(Object.keys(HELPERS).map((name) => [name, true]));

/**
 * The parts of a message with their values filled in, `html` as HTML whatever it is written in. Whatever the template says, this reads nothing but
 * `context` and throws nothing; but it may take for ever, or all memory, so it is for threads.
 */
export async function renderTemplate({ content, format, context, maxLength }: RenderingTask): Promise<Rendering> {
  const rendered: TemplateContent = {};
  for (const field of TEMPLATE_FIELDS) {
    const source = content[field];
    if (source === undefined) continue;
    try {
      const filled = compile(source, IS_ESCAPED[field])(context, RUNTIME);
      const value = field === "html" ? await TO_HTML[format](filled) : filled;
      const limit = field === "text" || field === "html" ? maxLength : LONGEST_LINE;
      if (value.length > limit)
        return { fault: { field, message: `The template's "${field}" becomes longer than ${limit} characters` } };
      rendered[field] = value;
    } catch (error) {
      return { fault: { field, ...explain(field, error) } };
    }
  }
  return { content: rendered };
}

const TO_HTML: Record<TemplateFormat, (text: string) => string | Promise<string>> = {
  html: (text) => text,
  markdown: htmlFromMarkdown,
  mjml: htmlFromMjml,
};

/** What an object inherits is out of reach in any case; said once more, so that no default decides. */
const RUNTIME = { allowProtoMethodsByDefault: false, allowProtoPropertiesByDefault: false };

function compile(source: string, isEscaped: boolean): HandlebarsTemplateDelegate {
  const key = `${isEscaped ? "html" : "text"} ${source}`;
  const known = compiled.get(key);
  if (known) return known;
  const template = handlebars.compile(source, { knownHelpers, knownHelpersOnly: true, noEscape: !isEscaped });
  compiled.set(key, template, { size: key.length });
  return template;
}

function explain(field: TemplateField, error: unknown): Omit<TemplateFault, "field"> {
  const said = error instanceof Error ? error.message : String(error);
  if (error instanceof HelperFault) {
    const { helper, line } = error;
    return {
      helper,
      line,
      message: `The helper "${helper}" of the template's "${field}" fails in line ${line}: ${said}`,
    };
  }
  if (error instanceof MjmlFault) {
    const { line } = error;
    return { line, message: `The template's "${field}" is not valid in line ${line}: ${said}` };
  }
  if (error instanceof RangeError && said.includes("call stack"))
    return { message: `The template's "${field}" is nested too deeply` };
  const { lineNumber, column } = Object(error) as { lineNumber?: number; column?: number };
  const helper = /used the unknown helper (\S+)/.exec(said)?.[1];
  if (helper !== undefined && lineNumber !== undefined) {
    const message = `The template's "${field}" uses an unknown helper in line ${lineNumber}: ${helper}`;
    return { helper, line: lineNumber, message };
  }
  const syntax =
    lineNumber === undefined
      ? syntaxFault(said)
      : { line: lineNumber, reason: said.replace(` - ${lineNumber}:${column}`, "") };
  if (syntax === undefined) return { message: `The template's "${field}" can't be rendered: ${said}` };
  const { line, reason } = syntax;
  return { line, message: `The template's "${field}" is not valid in line ${line}: ${reason}` };
}

/** The parser shows where it stopped, by an arrow below the text, and lists all that it would have liked by its own names. */
function syntaxFault(said: string): { line: number; reason: string } | undefined {
  const [, line, text = "", arrow = "", rest = ""] =
    /^(?:Parse|Lexical) error on line (\d+)[^\n]*\n([^\n]*)\n(-*\^)([^]*)$/.exec(said) ?? [];
  if (line === undefined) return undefined;
  const isEnd = rest.endsWith("got 'EOF'");
  return {
    line: Number(line),
    reason: isEnd ? "it ends too early" : `unexpected after "${text.slice(0, arrow.length)}"`,
  };
}
