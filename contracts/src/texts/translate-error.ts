import type { Locale } from "../locales.ts";
import { de } from "./errors/de.ts";
import { ERROR_TEXTS, type ErrorText, type ErrorTexts } from "./errors/en.ts";
import { es } from "./errors/es.ts";
import { et } from "./errors/et.ts";
import { fr } from "./errors/fr.ts";
import { it } from "./errors/it.ts";
import { ja } from "./errors/ja.ts";
import { nl } from "./errors/nl.ts";
import { pl } from "./errors/pl.ts";
import { sv } from "./errors/sv.ts";
import { tr } from "./errors/tr.ts";
import { fillTemplate, parseTemplate, type Template, type Values, valuesIn } from "./template.ts";

/** The languages that English is translated into. */
export const ERROR_TRANSLATIONS: Readonly<Record<Exclude<Locale, "en">, ErrorTexts>> = {
  et,
  fr,
  de,
  pl,
  ja,
  nl,
  es,
  it,
  tr,
  sv,
};

/**
 * An English error text in another language; what is none of ours, such as a mail server's answer,
 * stays as it is. The English text is the key, so that whoever reports a fault just says it, and what
 * is logged, stored and compared stays the same whatever language the caller reads.
 */
export function translateError(text: string, locale: Exclude<Locale, "en">): string {
  const texts = ERROR_TRANSLATIONS[locale];
  if (Object.hasOwn(texts, text)) return texts[text as ErrorText];
  for (const { english, template } of templates()) {
    const values = valuesIn(template, text);
    if (values && hasNumbers(values)) return fillTemplate(texts[english], values);
  }
  return text;
}

/** What counts or measures is a number; other words there belong to another text. */
const hasNumbers = (values: Values) =>
  ["limit", "least", "most"].every((name) => /^-?\d+(?:\.\d+)?$/.test(values[name] ?? "0"));

interface KnownTemplate {
  readonly english: ErrorText;
  readonly template: Template;
}

let known: readonly KnownTemplate[] | undefined;

/** Those with the most fixed text first: what fits several templates was made from the first of them. */
const templates = () =>
  (known ??= ERROR_TEXTS.map((english) => ({ english, template: parseTemplate(english) }))
    .filter(({ template }) => template.names.length > 0)
    .toSorted((a, b) => fixedLength(b.template) - fixedLength(a.template)));

const fixedLength = ({ pieces }: Template) => pieces.join("").length;
