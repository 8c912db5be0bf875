import { expect, it } from "vitest";
import { partsOf } from "./summary-parts.ts";

it("takes a summary apart, and leaves what it does not know as it is", () => {
  expect(
    partsOf({
      summary: "Lena asks.",
      sentiment: "neutral",
      shouldReply: false,
      riskAssessment: { risk: 2, assessment: "Fine." },
      events: [{ description: "Meeting", startTime: "2026-03-06" }, { startTime: "2026-03-07" }],
      actions: [{ description: "Send an offer", dueDate: "2026-03-05" }],
      department: "sales",
      tags: ["a"],
    }),
  ).toEqual({
    text: "Lena asks.",
    sentiment: "neutral",
    shouldReply: false,
    risk: 2,
    assessment: "Fine.",
    events: [{ description: "Meeting", when: "2026-03-06" }],
    actions: [{ description: "Send an offer", when: "2026-03-05" }],
    more: [
      ["department", "sales"],
      ["tags", '["a"]'],
    ],
  });
  expect(partsOf({})).toEqual({ events: [], actions: [], more: [] });
});
