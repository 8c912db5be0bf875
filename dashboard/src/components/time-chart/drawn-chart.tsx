import { AreaChart } from "@mantine/charts";
import "@mantine/charts/styles.layer.css";
import { formatDuration, formatNumber } from "../../languages/format.ts";
import { CHART_HEIGHT } from "./chart-height.ts";
import { daysOf } from "./labels.ts";

export interface DrawnChartProps {
  /** What is shown, for those who do not see it. */
  label: string;
  /** One a step, oldest first. Besides when it began and what stands below it, what each series shows of it. */
  points: { at: number; label: string }[];
  /** By the member of the points that each shows. */
  series: { name: string; label: string; color: string }[];
  /** How far back it reaches. */
  seconds: number;
  /** Whether the values are milliseconds: they are drawn as dots, and none at all is not the same as no time then. */
  showsDurations?: boolean;
}

/** Loaded only where it is shown: charts are the heaviest part of the dashboard. */
export function DrawnChart({ label, points, series, seconds, showsDurations = false }: DrawnChartProps) {
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
