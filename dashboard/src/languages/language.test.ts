import { afterEach, describe, expect, it, vi } from "vitest";

/** The language that the dashboard speaks in a browser that prefers these languages and remembers that choice. */
async function spoken(languages: string[], kept: string | null = null): Promise<string> {
  vi.resetModules();
  vi.stubGlobal("window", { navigator: { languages }, localStorage: { getItem: () => kept } });
  return (await import("./language.ts")).language;
}

describe("the language of the dashboard", () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each(["en", "de", "et", "fr", "ja", "nl", "pl"])("is %s where the browser's is", async (language) => {
    expect(await spoken([language])).toBe(language);
  });

  it.each([
    [["de-AT", "en"], "de"],
    [["sv", "nl-BE", "fr"], "nl"],
    [["sv", "not a tag"], "en"],
    [[], "en"],
  ])("is the first of %j that there is", async (languages, language) => {
    expect(await spoken(languages)).toBe(language);
  });

  it("is what somebody chose, unless it is none", async () => {
    expect(await spoken(["de"], "ja")).toBe("ja");
    expect(await spoken(["de"], "sv")).toBe("de");
  });
});
