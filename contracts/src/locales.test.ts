import { expect, it } from "vitest";
import { LOCALES, localeOf } from "./locales.ts";

it.each([
  ["de", "de"],
  ["DE", "de"],
  ["de-AT", "de"],
  ["sv_SE", "sv"],
  ["ja-Jpan-JP", "ja"],
  [" et ", "et"],
] as const)("takes %j for %s", (tag, locale) => {
  expect(localeOf(tag)).toBe(locale);
});

it.each([
  "",
  "*",
  "fi",
  "deu",
  "de-",
  "de;q=1",
  "d",
  "../de",
  "__proto__",
  "de".repeat(5000),
  5,
  null,
  undefined,
  ["de"],
])("has no language for %j", (tag) => {
  expect(localeOf(tag)).toBeUndefined();
});

it("knows each of its own", () => {
  for (const locale of LOCALES) expect(localeOf(locale)).toBe(locale);
});
