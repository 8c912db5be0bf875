import { describe, expect, it } from "vitest";
import * as de from "./de/all.ts";
import * as et from "./et/all.ts";
import * as fr from "./fr/all.ts";
import * as ja from "./ja/all.ts";
import { LANGUAGES } from "./language.ts";
import * as nl from "./nl/all.ts";
import * as pl from "./pl/all.ts";

const DICTIONARIES: Record<string, Record<string, unknown>> = { de, et, fr, ja, nl, pl };

const SOURCES = import.meta.glob<string>("../**/*.ts", { query: "?raw", import: "default", eager: true });

/** The noun of each page's words. */
const nouns = () => Object.values(SOURCES).flatMap((source) => /= translated\("(\w+)", \{/.exec(source)?.[1] ?? []);

/** All words of a part, by the way to them; a function says what it makes of its values. */
function wordsIn(part: unknown, path = ""): [path: string, words: string][] {
  if (typeof part === "string") return [[path, part]];
  if (typeof part === "function") {
    const values = Array.from({ length: part.length }, (_, at) => at + 2);
    return [[path, String((part as (...values: unknown[]) => string)(...values))]];
  }
  return Object.entries(part ?? {}).flatMap(([name, value]) => wordsIn(value, `${path}.${name}`));
}

describe("the languages of the dashboard", () => {
  it("are those that can be chosen", () => {
    expect(["en", ...Object.keys(DICTIONARIES)].toSorted()).toEqual(Object.keys(LANGUAGES).toSorted());
  });

  // That each part has the same words as its English page is held by its type.
  it.each(Object.keys(DICTIONARIES))("%s has the words of every page, and no others", (language) => {
    expect(Object.keys(DICTIONARIES[language] ?? {}).toSorted()).toEqual(nouns().toSorted());
  });

  it.each(Object.keys(DICTIONARIES))("%s makes words of all values", (language) => {
    const silent = wordsIn(DICTIONARIES[language]).filter(([, words]) => /undefined|NaN|\[object/.test(words));
    expect(silent).toEqual([]);
  });
});
