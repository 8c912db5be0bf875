import { AreaChart } from "@mantine/charts";
import "@mantine/charts/styles.layer.css";
import { formatDuration, formatNumber } from "../../languages/format.ts";
import { CHART_HEIGHT } from "./chart-height.ts";
import { daysOf } from "./labels.ts";
import type { TimeChartProps } from "./time-chart.tsx";

/** Loaded only where it is shown: charts are the heaviest part of the dashboard. */
export function DrawnChart({ label, points, series, seconds, showsDurations = false }: TimeChartProps) {
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
      series={series}
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
      aria-label={label}
    />
  );
}
