import { describe, expect, it } from "vitest";
import { LANGUAGES, languageIn } from "./language.ts";

/** The language that the dashboard speaks in a browser that prefers these languages and remembers that choice. */
const spoken = (languages: string[], kept: string | null = null) =>
  languageIn({ navigator: { languages }, localStorage: { getItem: () => kept } } as never);

describe("the language of the dashboard", () => {
  it.each(Object.keys(LANGUAGES))("is %s where the browser's is", (language) => {
    expect(spoken([language])).toBe(language);
  });

  it.each([
    [["de-AT", "en"], "de"],
    [["sv", "nl-BE", "fr"], "nl"],
    [["sv", "not a tag"], "en"],
    [[], "en"],
  ])("is the first of %j that there is", (languages, language) => {
    expect(spoken(languages)).toBe(language);
  });

  it("is what somebody chose, unless it is none", () => {
    expect(spoken(["de"], "ja")).toBe("ja");
    expect(spoken(["de"], "sv")).toBe("de");
  });

  it("is that of the browser where the page may keep nothing", () => {
    const forbidden = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
    expect(languageIn({ navigator: { languages: ["et"] }, localStorage: { getItem: forbidden } } as never)).toBe("et");
  });
});
