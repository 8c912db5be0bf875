import type { StatsHistory } from "@posthorn/contracts/stats";

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
  events: number;
  deliveries: number;
  sent: number;
}

const DAY_S = 86_400;

/** One point a step, labelled with the time of day, or the day too where it is needed to tell them apart. */
export function pointsOf({ buckets }: StatsHistory, seconds: number, locale?: string): ChartPoint[] {
  const format = new Intl.DateTimeFormat(locale, {
    ...(seconds > DAY_S && { weekday: "short", day: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
  });
  return buckets.map(({ at, counters }) => {
    const { events, deliveries, sent } = figuresOf(counters);
    return { at: Date.parse(at), label: format.format(new Date(at)), events, deliveries, sent };
  });
}

/** Whether anything of what the chart shows happened. */
export const isQuiet = (points: readonly ChartPoint[]) =>
  points.every(({ events, deliveries, sent }) => events + deliveries + sent === 0);
