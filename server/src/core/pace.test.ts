import { expect, it } from "vitest";
import { askPace, NEW_PACE, type Pace, type Question } from "./pace.ts";

const T0 = Date.parse("2031-02-03T12:00:00Z");
const ask = (pace: Pace, more: Partial<Question>) =>
  askPace(pace, { limits: {}, tz: "UTC", isBulk: false, underWay: 0, now: T0, ...more });

/** When each of `count` messages goes that come at once and ask again when they are told to. */
function timesOf(count: number, perMinute: number, isBulk: (i: number) => boolean = () => false) {
  let pace = NEW_PACE;
  let asked = 0;
  const waiting = Array.from({ length: count }, (_, i) => ({ i, at: T0 }));
  const went: { i: number; at: number }[] = [];
  while (waiting.length > 0) {
    waiting.sort((a, b) => a.at - b.at || a.i - b.i);
    const next = waiting.shift();
    if (next === undefined) break;
    asked++;
    const answer = ask(pace, { limits: { perMinute }, now: next.at, isBulk: isBulk(next.i) });
    pace = answer.pace;
    if (answer.may) went.push(next);
    else waiting.push({ i: next.i, at: answer.at });
  }
  return { went, asked };
}

it.each([1, 7, 60, 600, 1500])("%i a minute are no more in any minute, but for two seconds' worth", (perMinute) => {
  const { went, asked } = timesOf(3 * perMinute, perMinute);
  const most = Math.max(
    ...went.map(({ at }) => went.filter((other) => other.at >= at && other.at < at + 60_000).length),
  );
  expect(most).toBeLessThanOrEqual(Math.ceil(perMinute * (62 / 60)) + 1);
  const lastAt = Math.max(...went.map(({ at }) => at)) - T0;
  expect(lastAt).toBeGreaterThan(2 * 60_000 * 0.5);
  expect(lastAt).toBeLessThanOrEqual(3 * 60_000 + 1000);
  expect(asked).toBeLessThanOrEqual(2.5 * went.length);
});

it("single messages pass by those of a mail merge", () => {
  const { went } = timesOf(100, 60, (i) => i < 90);
  const lastSingle = went.findLastIndex(({ i }) => i >= 90);
  expect(lastSingle).toBeLessThan(20);
});

it("a day's messages count by the day of the time zone", () => {
  const question = { limits: { perDay: 2 }, tz: "Asia/Tokyo" };
  const first = ask(NEW_PACE, question);
  const second = ask(first.pace, question);
  expect([first.may, second.may]).toEqual([true, true]);
  const third = ask(second.pace, question);
  expect(third).toMatchObject({ may: false, reason: "dailyCap", at: Date.parse("2031-02-03T15:00:00Z") });
  expect(ask(third.pace, { ...question, now: Date.parse("2031-02-03T15:00:00Z") })).toMatchObject({ may: true, pace: { sentToday: 1 } }); // prettier-ignore
});

it("what is under way counts, and so do the hours", () => {
  expect(ask(NEW_PACE, { limits: { atOnce: 2 }, underWay: 1 }).may).toBe(true);
  expect(ask(NEW_PACE, { limits: { atOnce: 2 }, underWay: 2 })).toMatchObject({ may: false, reason: "atOnce" });
  expect(ask(NEW_PACE, { limits: { window: { from: "13:00", until: "14:00" } } })).toMatchObject({
    may: false,
    reason: "window",
    at: Date.parse("2031-02-03T13:00:00Z"),
  });
});
