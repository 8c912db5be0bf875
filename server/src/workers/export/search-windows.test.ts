import { expect, it } from "vitest";
import { searchWindows, type Window } from "./search-windows.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 15, 12);

/** The windows for a mailbox with messages of these times. */
async function windowsOf(times: readonly number[], window: Window): Promise<{ windows: Window[]; counts: number[] }> {
  const count = async ({ since, before }: Window) =>
    times.filter((time) => time >= since && time < (before ?? Infinity)).length;
  const windows: Window[] = [];
  for await (const found of searchWindows(window, count, NOW)) windows.push(found);
  return { windows, counts: await Promise.all(windows.map(count)) };
}

const many = (count: number, from: number, to: number) =>
  Array.from({ length: count }, (_, index) => from + Math.floor(((to - from) * index) / count));

it("are one when few messages are found, and none when none are", async () => {
  const window = { since: 0, before: NOW };
  expect((await windowsOf(many(5000, 0, NOW), window)).windows).toEqual([window]);
  expect((await windowsOf([], window)).windows).toEqual([]);
});

it("have all messages between them, oldest first, without gap or overlap", async () => {
  for (const before of [NOW, null]) {
    const since = Date.UTC(2010, 0, 3, 5);
    const { windows, counts } = await windowsOf(many(60_000, since, NOW), { since, before });
    expect(counts.reduce((sum, found) => sum + found)).toBe(60_000);
    expect(Math.max(...counts)).toBeLessThanOrEqual(5000);
    expect(windows.slice(1).map((window) => window.since)).toEqual(windows.slice(0, -1).map((window) => window.before));
    expect([windows[0]?.since, windows.at(-1)?.before]).toEqual([since, before]);
    for (const window of windows.slice(1)) expect(window.since % DAY).toBe(0);
  }
});

it("are a day at least, however many messages it has", async () => {
  const noon = Date.UTC(2026, 0, 10, 12);
  const { windows, counts } = await windowsOf(many(20_000, noon, noon + 1000), { since: 0, before: NOW });
  expect(counts).toEqual([20_000]);
  expect((windows[0]?.before ?? 0) - (windows[0]?.since ?? 0)).toBeLessThanOrEqual(2 * DAY);
});
