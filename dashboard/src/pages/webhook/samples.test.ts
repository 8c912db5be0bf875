import { expect, it } from "vitest";
import { eventText, objectIn, SAMPLE_NAMES, sampleText } from "./samples.ts";

it("has an object for every sample, and for an event of the log what a webhook tells", () => {
  for (const name of SAMPLE_NAMES) expect(objectIn(sampleText(name))).toMatchObject({ event: name });
  const body = { serviceUrl: null, account: "ada", date: "2026-03-04T08:15:30.250Z", event: "messageNew", data: {} };
  expect(objectIn(eventText({ id: "1", cursor: "a_b_c", ...body }))).toEqual(body);
});

it("takes only objects", () => {
  for (const text of ["", "[]", "null", '"x"', "{", "1"]) expect(objectIn(text)).toBeUndefined();
});
