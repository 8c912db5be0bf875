import { describe, expect, it } from "vitest";
import { ALL_CONTRACTS } from "../all.ts";
import { LOCALES, type Locale } from "../locales.ts";
import { compileContract } from "../validation.ts";
import { ERROR_TEXTS } from "./errors/en.ts";
import { fillTemplate, parseTemplate } from "./template.ts";
import { ERROR_TRANSLATIONS, translateError } from "./translate-error.ts";

const OTHERS = LOCALES.filter((locale): locale is Exclude<Locale, "en"> => locale !== "en");
const placeholders = (text: string) => parseTemplate(text).names.toSorted();

describe.each(OTHERS)("the error texts in %s", (locale) => {
  const texts = ERROR_TRANSLATIONS[locale];

  it("are all there, in words of their own", () => {
    expect(Object.keys(texts)).toEqual([...ERROR_TEXTS]);
    for (const english of ERROR_TEXTS) {
      expect(texts[english].trim()).not.toBe("");
      expect(texts[english]).not.toBe(english);
    }
    const said = Object.values(texts);
    expect(said.filter((text, index) => said.indexOf(text) !== index)).toEqual([]);
  });

  it("keep every value, save for what was done, which is told in English words", () => {
    for (const english of ERROR_TEXTS)
      expect(placeholders(texts[english]), english).toEqual(placeholders(english).filter((name) => name !== "action"));
  });

  it("are found by the English text, whatever stands in it", () => {
    for (const english of ERROR_TEXTS) {
      for (const value of ["a", '"', "5", "x, y {z} $&"]) {
        const values = Object.fromEntries(
          placeholders(english).map((name) => [name, /^(?:limit|least|most)$/.test(name) ? "-12.5" : value]),
        );
        expect(translateError(fillTemplate(english, values), locale)).toBe(fillTemplate(texts[english], values));
      }
    }
  });
});

it("leaves alone what is no text of ours", () => {
  for (const text of ["", "NO [OVERQUOTA] Quota exceeded", "__proto__", "toString", "invalid input", '"a" must be odd'])
    expect(translateError(text, "de")).toBe(text);
});

it("takes only numbers for limits", () => {
  expect(translateError('"a" must be at least 5', "de")).toBe('"a" muss mindestens 5 sein');
  for (const text of ['"a" must be at least a day old', '"a" must be at least ', '"a" must be at most 5 days'])
    expect(translateError(text, "de")).toBe(text);
});

it("keeps what a mail server said", () => {
  expect(translateError("The mail server refused to move the message: Over quota: 5 MB", "de")).toBe(
    "Der Mailserver hat die Aktion abgelehnt: Over quota: 5 MB",
  );
});

it("has a text for every fault that a checker finds", () => {
  const faultsOf = ALL_CONTRACTS.flatMap((contract) => {
    const check = compileContract(contract);
    return WRONG.flatMap((value) => {
      const part = (schema: object | undefined) =>
        Object.fromEntries(
          Object.keys((schema as { properties?: object })?.properties ?? {}).map((key) => [key, value]),
        );
      const result = check({
        params: { ...part(contract.params), nonsense: 1 },
        query: part(contract.query),
        headers: part(contract.headers),
        body: typeof value === "object" && value !== null ? value : part(contract.body),
      });
      return "faults" in result ? result.faults : [];
    });
  });
  const untold = new Set(faultsOf.map(({ message }) => message).filter((text) => translateError(text, "de") === text));
  expect(faultsOf.length).toBeGreaterThan(1000);
  expect([...untold]).toEqual([]);
});

const WRONG: unknown[] = ["", "\u0001 wrong", "x".repeat(20_000), -1, 1e12, true, null, [], {}, [[]], { a: { b: 1 } }];
