import type { StatsHistory } from "@posthorn/contracts/stats";
import { labelling } from "../../components/time-chart/labels.ts";

type Counters = Readonly<Record<string, number>>;

export interface Figures {
  newMail: number;
  events: number;
  deliveries: number;
  failedDeliveries: number;
  sent: number;
  failedSends: number;
  calls: number;
  failedCalls: number;
}

/** What people want to know of the counters of a window. */
export function figuresOf(counters: Counters): Figures {
  const count = (name: string) => counters[name] ?? 0;
  return {
    newMail: count("events:messageNew"),
    events: eventsIn(counters),
    deliveries: count("webhooks:success"),
    failedDeliveries: count("webhooks:fail"),
    sent: count("submit:success"),
    failedSends: count("submit:fail"),
    calls: count("apiCall:success"),
    failedCalls: count("apiCall:fail"),
  };
}

const eventsIn = (counters: Counters) =>
  Object.entries(counters).reduce((sum, [name, count]) => (name.startsWith("events:") ? sum + count : sum), 0);

export interface ChartPoint {
  /** Epoch milliseconds. */
  at: number;
  label: string;
  newMail: number;
  events: number;
  deliveries: number;
  sent: number;
  failedDeliveries: number;
  failedSends: number;
  calls: number;
  failedCalls: number;
  /** Milliseconds that a webhook took on average; null where there was none. */
  latency: number | null;
  /** Milliseconds after its arrival that a new message was told, on average; null where there was none. */
  lag: number | null;
  /** How much waited on average, when somebody looked; null where nobody did. */
  waitingWebhooks: number | null;
  waitingSends: number | null;
}

/** The pictures there are of a window, and what each shows. */
export const CHARTS = {
  activity: ["newMail", "events", "deliveries", "sent"],
  failures: ["failedDeliveries", "failedSends", "failedCalls"],
  calls: ["calls", "failedCalls"],
  lag: ["lag"],
  latency: ["latency"],
  queues: ["waitingWebhooks", "waitingSends"],
} as const satisfies Record<string, readonly (keyof ChartPoint)[]>;

export type ChartName = keyof typeof CHARTS;
export const CHART_NAMES = Object.keys(CHARTS) as ChartName[];

/** Those show how long something took. None at all is not the same as no time then. */
const DURATIONS: readonly ChartName[] = ["lag", "latency"];
export const isOfDurations = (chart: ChartName) => DURATIONS.includes(chart);

/** One point a step. */
export function pointsOf({ buckets }: StatsHistory, seconds: number, locale?: string): ChartPoint[] {
  const labelOf = labelling(seconds, locale);
  return buckets.map(({ at, counters }) => {
    const { deliveries, failedDeliveries, ...figures } = figuresOf(counters);
    return {
      ...figures,
      deliveries,
      failedDeliveries,
      at: Date.parse(at),
      label: labelOf(at),
      latency: mean(counters["webhooks:ms"], deliveries + failedDeliveries),
      lag: mean(counters["sync:ms"], counters["sync:messages"]),
      waitingWebhooks: mean(counters["queued:notify"], counters["queued:looks"]),
      waitingSends: mean(counters["queued:submit"], counters["queued:looks"]),
    };
  });
}

const mean = (sum = 0, count = 0): number | null => (count === 0 ? null : Math.round((sum / count) * 10) / 10);

/** Whether there is nothing to be seen in a picture. */
export const isQuiet = (points: readonly ChartPoint[], chart: ChartName) =>
  points.every((point) =>
    CHARTS[chart].every((name) => (isOfDurations(chart) ? point[name] === null : (point[name] ?? 0) === 0)),
  );
