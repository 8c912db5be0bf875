import { describe, expect, it } from "vitest";
import { cleanSummary, objectIn } from "./clean-summary.ts";

describe("a model's answer", () => {
  it("is kept as it is where it fits", () => {
    const answer = {
      summary: "Lena wants an offer.",
      sentiment: "neutral",
      shouldReply: true,
      riskAssessment: { risk: 1, assessment: "A known customer." },
      events: [{ description: "Call", type: "meeting", startTime: "2026-03-05T10:00Z", location: "Berlin" }],
      actions: [{ description: "Send an offer", dueDate: "2026-03-06" }],
    };
    expect(cleanSummary(answer)).toEqual(answer);
  });

  it("keeps what a custom prompt asked for", () => {
    expect(cleanSummary({ language: "de", order: { number: 7, lines: ["a", ""], note: null } })).toEqual({
      language: "de",
      order: { number: 7, lines: ["a"] },
    });
  });

  it("loses hidden members, empty texts and nulls, however deep they are", () => {
    expect(
      cleanSummary({
        _id: 1,
        summary: "",
        replyText: "  ",
        topic: "x",
        more: { _secret: 1, empty: "", kept: 0 },
        events: [{ description: "Call", endTime: "", _x: 1 }],
        actions: null,
      }),
    ).toEqual({ topic: "x", more: { kept: 0 }, events: [{ description: "Call" }] });
  });

  it("loses members that are not what their name means", () => {
    expect(
      cleanSummary({
        summary: ["a"],
        sentiment: "furious",
        shouldReply: "yes",
        riskAssessment: { risk: 6 },
        events: [{ startTime: "2026-03-05" }, "Call", { description: "Call", startTime: 5 }],
        actions: "none",
        topic: "x",
      }),
    ).toEqual({ events: [{ description: "Call" }], topic: "x" });
    expect(cleanSummary({ sentiment: " Positive " })).toEqual({ sentiment: "positive" });
    for (const risk of [0, 2.5, "3", null]) expect(cleanSummary({ riskAssessment: { risk } })).toBeNull();
  });

  it("changes no prototype", () => {
    const written = '{"__proto__":{"bad":1},"constructor":{"prototype":{"bad":1}},"a":{"__proto__":{"bad":1},"b":1}}';
    const summary = cleanSummary(JSON.parse(written));
    expect(summary).toEqual({ a: { b: 1 } });
    expect(Object.getPrototypeOf(summary?.["a"])).toBe(Object.prototype);
    expect(({} as { bad?: number }).bad).toBeUndefined();
  });

  it("is bounded in length, width and depth", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(1000)}1${"}".repeat(1000)}`) as unknown;
    const summary = cleanSummary({
      summary: "s".repeat(50_000),
      list: Array.from({ length: 1000 }, (_, i) => i),
      wide: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i])),
      deep,
      [`long${"x".repeat(200)}`]: 1,
      ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`filler${i}`, "f".repeat(9000)])),
      end: "is still here",
    });
    expect(summary?.summary).toHaveLength(10_000);
    expect(summary?.["list"]).toHaveLength(50);
    expect(Object.keys(summary?.["wide"] as object)).toHaveLength(100);
    expect(JSON.stringify(summary?.["deep"]).length).toBeLessThan(100);
    expect(summary?.["end"]).toBe("is still here");
    expect(JSON.stringify(summary).length).toBeLessThanOrEqual(65_536);
  });

  it("has nothing that a database refuses", () => {
    expect(cleanSummary({ summary: "a\0b\ud83d" })).toEqual({ summary: "ab\ufffd" });
  });

  it.each([undefined, null, [], [{ summary: "x" }], "text", 5, {}, { _x: 1 }])("is none if it is %j", (answer) => {
    expect(cleanSummary(answer)).toBeNull();
  });
});

describe("the object in what a model wrote", () => {
  it.each(['{"a":1}', '```json\n{"a":1}\n```', 'Here it is:\n{"a":1}\nAnything else?'])("is found in %j", (content) => {
    expect(objectIn(content)).toEqual({ a: 1 });
  });

  it.each(["", "I can't help with that.", '{"a":', "}{"])("is missing from %j", (content) => {
    expect(objectIn(content)).toBeUndefined();
  });
});
