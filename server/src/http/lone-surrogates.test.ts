import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withoutLoneSurrogates } from "./lone-surrogates.ts";

const parsed = (json: string) => JSON.parse(withoutLoneSurrogates(json)) as unknown;

describe("JSON with escaped surrogates", () => {
  it("keeps pairs and replaces halves, in keys too", () => {
    expect(parsed(String.raw`"\ud83d\udcee"`)).toBe("\u{1f4ee}");
    expect(parsed(String.raw`"\uD83D\uDCEE\u00fc\n"`)).toBe("\u{1f4ee}ü\n");
    expect(parsed(String.raw`"a\ud83d"`)).toBe("a\ufffd");
    expect(parsed(String.raw`"\udcee\ud83d"`)).toBe("\ufffd\ufffd");
    expect(parsed(String.raw`"\ud83d\ud83d\udcee"`)).toBe("\ufffd\u{1f4ee}");
    expect(parsed(String.raw`{"\udcee":["\ud83d"]}`)).toEqual({ "\ufffd": ["\ufffd"] });
  });

  it("takes an escaped backslash for what it is", () => {
    expect(parsed(String.raw`"\\ud83d"`)).toBe(String.raw`\ud83d`);
    expect(parsed(String.raw`"\\\ud83d"`)).toBe("\\\ufffd");
    expect(() => parsed(String.raw`"\Ud83d"`)).toThrow(SyntaxError);
  });

  it("means what the well-formed text means", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("\ud83d", "\udcee", "\\", "ud83d", '"', "a"), { maxLength: 12 }),
        (parts) => {
          const text = parts.join("");
          expect(parsed(JSON.stringify(text))).toBe(text.toWellFormed());
        },
      ),
    );
  });
});
