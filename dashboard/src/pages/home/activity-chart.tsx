import { AreaChart } from "@mantine/charts";
import "@mantine/charts/styles.layer.css";
import { formatDuration, formatNumber } from "../../languages/format.ts";
import { type ChartName, type ChartPoint, CHARTS, daysOf, isOfDurations } from "./activity-figures.ts";
import { CHART_HEIGHT } from "./chart-height.ts";
import { texts } from "./texts.ts";

const COLORS: Record<ChartName, readonly string[]> = {
  activity: ["teal.5", "coach.6", "yellow.6", "indigo.4"],
  failures: ["red.6", "orange.5", "grape.4"],
  calls: ["coach.6", "grape.4"],
  lag: ["coach.6"],
  latency: ["coach.6"],
  queues: ["yellow.6", "indigo.4"],
};

/** Loaded only where it is shown: charts are the heaviest part of the dashboard. */
export function ActivityChart({ chart, points, seconds }: { chart: ChartName; points: ChartPoint[]; seconds: number }) {
  const showsDurations = isOfDurations(chart);
  const days = daysOf(points, seconds);
  return (
    <AreaChart
      h={CHART_HEIGHT}
      data={points}
      dataKey="label"
      withLegend
      tickLine="none"
      gridAxis="x"
      curveType="monotone"
      withDots={showsDurations}
      connectNulls={!showsDurations}
      fillOpacity={0.25}
      legendProps={{ itemSorter: null }}
      series={CHARTS[chart].map((name, at) => ({
        name,
        label: texts.series[name],
        color: COLORS[chart][at] ?? "gray.6",
      }))}
      valueFormatter={showsDurations ? formatDuration : formatNumber}
      yAxisProps={{ allowDecimals: false, width: showsDurations ? 64 : 44 }}
      {...(days && {
        xAxisProps: {
          ticks: [...days.keys()],
          tickFormatter: (label: string) => days.get(label) ?? label,
          interval: "equidistantPreserveStart",
        },
      })}
      areaProps={{ isAnimationActive: false }}
      role="img"
      aria-label={texts.charts[chart]}
    />
  );
}
