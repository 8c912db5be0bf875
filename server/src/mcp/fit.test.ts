import { describe, expect, it } from "vitest";
import { fit } from "./fit.ts";

const MOST = 4096;
const texts = (count: number, length: number, character = "x") =>
  Array.from({ length: count }, (_, number) => `${number} ${character.repeat(length)}`);
const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce<unknown>((inner) => ({ inner, beside: "y".repeat(1000) }), "the innermost");

describe("what is too large for an agent", () => {
  it("loses the end of its lists, and keeps what is small", () => {
    const cut = fit({ total: 90, messages: texts(90, 100), nextPageCursor: "more" }, MOST) as { messages: string[] };
    expect(cut).toMatchObject({ total: 90, nextPageCursor: "more" });
    expect(cut.messages.length).toBeGreaterThan(30);
    expect(cut.messages).toEqual(texts(90, 100).slice(0, cut.messages.length));
  });

  it("loses the end of its texts, at a whole character", () => {
    const cut = fit({ id: "a", text: { html: "ä€😀".repeat(2000), hasMore: false } }, MOST) as {
      text: { html: string };
    };
    expect(cut).toMatchObject({ id: "a", text: { hasMore: false } });
    expect(cut.text.html.length).toBeGreaterThan(1000);
    expect("ä€😀".repeat(2000).startsWith(cut.text.html)).toBe(true);
    expect(cut.text.html).not.toContain("\ufffd");
  });

  it("cuts the one entry of a list that is too long by itself", () => {
    expect(fit([{ subject: "y".repeat(9000) }], MOST)).toMatchObject([{ subject: expect.stringMatching(/^y{3000,}$/) }]); // prettier-ignore
  });

  it("is what it was where it fits", () => {
    const value = { a: [1, null, true], b: { c: "d" } };
    expect(fit(value, MOST)).toEqual(value);
  });

  // What looked for the largest part again and again took minutes for some of these.
  it.each([
    [
      "very many members",
      Object.fromEntries(texts(100_000, 100).map((text, number) => [`x-header-${number}`, [text]])),
    ],
    ["long names", { ...Object.fromEntries(texts(100, 10_000).map((text) => [text, 1])), id: "a".repeat(2000) }],
    ["depth", nested(2000)],
    ["lists of lists", texts(300, 10).map(() => texts(300, 30))],
    ["what is escaped", { plain: "\u0001".repeat(100_000), quoted: '"'.repeat(100_000) }],
    ["what is escaped in front only", `${"\u0001".repeat(5000)}${"x".repeat(1_000_000)}`],
    ["halves of characters", { text: "\ud83d".repeat(100_000), id: "a".repeat(1500) }],
  ])("fits in spite of %s", (_what, value) => {
    const cut = JSON.stringify(fit(value, MOST));
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(MOST);
    expect(cut.length).toBeGreaterThan(MOST / 4);
  });
});
