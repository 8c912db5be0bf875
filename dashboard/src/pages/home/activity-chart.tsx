import { AreaChart } from "@mantine/charts";
import "@mantine/charts/styles.layer.css";
import { formatDuration, formatNumber } from "../../languages/format.ts";
import { type ChartName, type ChartPoint, CHARTS } from "./activity-figures.ts";
import { CHART_HEIGHT } from "./chart-height.ts";
import { texts } from "./texts.ts";

const COLORS: Record<ChartName, readonly string[]> = {
  activity: ["coach.6", "yellow.6", "indigo.4"],
  failures: ["red.6", "orange.5", "grape.4"],
  latency: ["coach.6"],
  queues: ["yellow.6", "indigo.4"],
};

/** Loaded only where it is shown: charts are the heaviest part of the dashboard. */
export function ActivityChart({ chart, points }: { chart: ChartName; points: ChartPoint[] }) {
  return (
    <AreaChart
      h={CHART_HEIGHT}
      data={points}
      dataKey="label"
      withLegend
      tickLine="none"
      gridAxis="x"
      curveType="monotone"
      withDots={chart === "latency"}
      connectNulls={chart !== "latency"}
      fillOpacity={0.25}
      legendProps={{ itemSorter: null }}
      series={CHARTS[chart].map((name, at) => ({
        name,
        label: texts.series[name],
        color: COLORS[chart][at] ?? "gray.6",
      }))}
      valueFormatter={chart === "latency" ? formatDuration : formatNumber}
      yAxisProps={{ allowDecimals: false, width: chart === "latency" ? 64 : 44 }}
      areaProps={{ isAnimationActive: false }}
      role="img"
      aria-label={texts.charts[chart]}
    />
  );
}
