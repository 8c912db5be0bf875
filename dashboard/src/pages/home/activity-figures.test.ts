import type { StatsHistory } from "@posthorn/contracts/stats";
import { describe, expect, it } from "vitest";
import { daysOf } from "../../components/time-chart/labels.ts";
import { figuresOf, isQuiet, pointsOf } from "./activity-figures.ts";

describe("figures of a window", () => {
  it("come from the counters", () => {
    const counters = {
      "events:messageNew": 3,
      "events:messageDeleted": 1,
      "webhooks:success": 4,
      "webhooks:fail": 2,
      "submit:success": 5,
      "apiCall:fail": 6,
    };
    expect(figuresOf(counters)).toEqual({
      newMail: 3,
      events: 4,
      deliveries: 4,
      failedDeliveries: 2,
      sent: 5,
      failedSends: 0,
      calls: 0,
      failedCalls: 6,
    });
  });

  it("become points with a day where the hour does not tell enough", () => {
    const history: StatsHistory = {
      step: 10_800,
      buckets: [
        { at: "2026-01-01T00:00:00.000Z", counters: {} },
        { at: "2026-01-01T03:00:00.000Z", counters: { "submit:success": 2 } },
      ],
    };
    const points = pointsOf(history, 604_800, "en-GB");
    expect(points).toHaveLength(2);
    expect(points[1]).toMatchObject({ at: Date.UTC(2026, 0, 1, 3), events: 0, deliveries: 0, sent: 2 });
    expect(points[0]?.label).toMatch(/\d:\d\d$/);
    expect(new Set(points.map(({ label }) => label)).size).toBe(2);
    expect(isQuiet(points, "activity")).toBe(false);
    expect(isQuiet(points.slice(0, 1), "activity")).toBe(true);
  });

  it("of a month stand above its days", () => {
    const begin = new Date(2026, 0, 30).getTime();
    const buckets = [0, 12, 24, 36, 48].map((hours) => ({
      at: new Date(begin + hours * 3_600_000).toISOString(),
      counters: {},
    }));
    const points = pointsOf({ step: 43_200, buckets }, 2_592_000, "en-GB");
    expect(points.map(({ label }) => label)).toEqual([
      "30 Jan, 00:00",
      "30 Jan, 12:00",
      "31 Jan, 00:00",
      "31 Jan, 12:00",
      "1 Feb, 00:00",
    ]);
    expect([...(daysOf(points, 2_592_000, "en-GB") ?? [])]).toEqual([
      ["30 Jan, 00:00", "30 Jan"],
      ["31 Jan, 00:00", "31 Jan"],
      ["1 Feb, 00:00", "1 Feb"],
    ]);
    expect(daysOf(points, 604_800, "en-GB")).toBeNull();
  });

  it("have means of what was summed up", () => {
    const counters = {
      "webhooks:success": 3,
      "webhooks:fail": 1,
      "webhooks:ms": 500,
      "queued:notify": 7,
      "queued:looks": 2,
      "sync:ms": 900,
      "sync:messages": 4,
    };
    const [point] = pointsOf({ step: 60, buckets: [{ at: "2026-01-01T00:00:00.000Z", counters }] }, 3600, "en");
    expect(point).toMatchObject({ latency: 125, waitingWebhooks: 3.5, waitingSends: 0, failedDeliveries: 1, lag: 225 });
    const [idle] = pointsOf({ step: 60, buckets: [{ at: "2026-01-01T00:00:00.000Z", counters: {} }] }, 3600, "en");
    expect(idle).toMatchObject({ latency: null, waitingSends: null, lag: null });
    const counted = { "sync:ms": 0, "sync:messages": 1, "queued:looks": 1 };
    const [atOnce] = pointsOf(
      { step: 60, buckets: [{ at: "2026-01-01T00:00:00.000Z", counters: counted }] },
      3600,
      "en",
    );
    // No time at all was measured, too; nothing that waits is nothing to be seen.
    expect([point, idle, atOnce].map((one) => isQuiet(one ? [one] : [], "lag"))).toEqual([false, true, false]);
    expect([point, idle, atOnce].map((one) => isQuiet(one ? [one] : [], "queues"))).toEqual([false, true, true]);
  });
});
