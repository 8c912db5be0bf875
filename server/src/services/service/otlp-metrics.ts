import type { MetricObjectWithValues, MetricValue, MetricValueWithName } from "prom-client";

/** What the metrics of prom-client are at one moment, under the names of `/metrics`. */
export type MetricsSnapshot = readonly MetricObjectWithValues<MetricValue<string> | MetricValueWithName<string>>[];

/** Whose metrics these are, and of which time. */
export interface MetricsOrigin {
  /** Attributes of the resource, such as `service.name`, by name. */
  resource: Readonly<Record<string, string>>;
  version: string;
  /** Since when is counted, in epoch milliseconds. */
  startedAt: number;
  /** When the snapshot was taken, in epoch milliseconds. */
  at: number;
}

/** AGGREGATION_TEMPORALITY_CUMULATIVE: counted since the start, so that a lost export loses nothing. */
const CUMULATIVE = 2;

/**
 * An ExportMetricsServiceRequest of OTLP 1, as the JSON that is posted to a receiver. Counters are monotonic sums, and of
 * what has no value at the moment nothing is said.
 */
export function otlpMetrics(snapshot: MetricsSnapshot, origin: MetricsOrigin): string {
  const times = { startTimeUnixNano: nanoseconds(origin.startedAt), timeUnixNano: nanoseconds(origin.at) };
  return JSON.stringify({
    resourceMetrics: [
      {
        resource: { attributes: attributesOf(origin.resource) },
        scopeMetrics: [
          {
            scope: { name: "posthorn", version: origin.version },
            metrics: snapshot.flatMap((metric) => {
              const data = dataOf(metric, times);
              return data === null ? [] : [{ name: metric.name, description: metric.help, ...data }];
            }),
          },
        ],
      },
    ],
  });
}

interface Times {
  startTimeUnixNano: string;
  timeUnixNano: string;
}

function dataOf(metric: MetricsSnapshot[number], times: Times): object | null {
  // Its declaration has numbers for what are words.
  const type = String(metric.type);
  const dataPoints = type === "histogram" ? distributions(metric.values, times) : numbers(metric.values, times);
  if (dataPoints.length === 0) return null;
  if (type === "gauge") return { gauge: { dataPoints } };
  const counted = { dataPoints, aggregationTemporality: CUMULATIVE };
  return type === "histogram" ? { histogram: counted } : { sum: { ...counted, isMonotonic: true } };
}

const numbers = (values: readonly MetricValue<string>[], times: Times) =>
  values
    .filter(({ value }) => Number.isFinite(value))
    .map(({ labels, value }) => ({ attributes: attributesOf(labels), ...times, asDouble: value }));

/** Buckets of prom-client hold all that is up to their bound, those of OTLP what is above the bound before. */
function distributions(values: MetricsSnapshot[number]["values"], times: Times) {
  const groups = new Map<string, { labels: Labels; buckets: { bound: number; upTo: number }[]; sum: number }>();
  for (const each of values) {
    const { le, ...labels } = each.labels as Labels;
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, buckets: [], sum: 0 };
    groups.set(key, group);
    if (le !== undefined) group.buckets.push({ bound: le === "+Inf" ? Infinity : Number(le), upTo: each.value });
    else if ("metricName" in each && each.metricName?.endsWith("_sum") === true) group.sum = each.value;
  }
  return [...groups.values()].map(({ labels, buckets, sum }) => {
    const ordered = buckets.toSorted((a, b) => a.bound - b.bound);
    return {
      attributes: attributesOf(labels),
      ...times,
      count: String(ordered.at(-1)?.upTo ?? 0),
      sum,
      explicitBounds: ordered.map(({ bound }) => bound).filter((bound) => bound !== Infinity),
      bucketCounts: ordered.map(({ upTo }, index) => String(upTo - (ordered[index - 1]?.upTo ?? 0))),
    };
  });
}

type Labels = Partial<Record<string, string | number>>;

const attributesOf = (labels: Labels) =>
  Object.entries(labels).map(([key, value]) => ({ key, value: { stringValue: String(value) } }));

/** As text, since a number in JSON could not hold it. */
const nanoseconds = (ms: number) => `${Math.round(ms)}000000`;
