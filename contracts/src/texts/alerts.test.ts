import { describe, expect, it } from "vitest";
import { LOCALES } from "../locales.ts";
import { ALERT_TEXTS } from "./alerts.ts";
import { parseTemplate } from "./template.ts";

/** Each text by its path; of those that depend on a number, the form for most numbers. */
function templatesIn(texts: object, path = ""): [string, string][] {
  return Object.entries(texts).flatMap(([name, text]: [string, unknown]) =>
    typeof text === "string" ? [[`${path}${name}`, text] as [string, string]] : templatesIn(text as object, `${name}.`),
  );
}

const namesIn = (text: string) => [...new Set(parseTemplate(text).names)].toSorted();
const isForm = (path: string) => /\.(zero|one|two|few|many|other)$/.test(path);

describe.each(LOCALES)("the words of alerts in %s", (locale) => {
  it("have the same values in them as the English ones", () => {
    const english = new Map(templatesIn(ALERT_TEXTS.en));
    for (const [path, text] of templatesIn(ALERT_TEXTS[locale])) {
      const original = english.get(path) ?? english.get(path.replace(/\.\w+$/, ".other")) ?? "";
      expect([path, ...namesIn(text)]).toEqual([path, ...namesIn(original)]);
    }
  });

  it("have every form that the language has for numbers", () => {
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    const paths = templatesIn(ALERT_TEXTS[locale]).map(([path]) => path);
    const nouns = new Set(paths.filter(isForm).map((path) => path.replace(/\.\w+$/, "")));
    // French, Spanish and Italian have a form for millions, which reads as the one for most.
    for (const noun of nouns)
      for (const form of forms.filter((each) => each !== "many" || locale === "pl"))
        expect(paths).toContain(`${noun}.${form}`);
  });
});
