import { AreaChart } from "@mantine/charts";
import "@mantine/charts/styles.layer.css";
import type { ChartPoint } from "./activity-figures.ts";
import { CHART_HEIGHT } from "./chart-height.ts";
import { texts } from "./texts.ts";

/** Loaded only where it is shown: charts are the heaviest part of the dashboard. */
export function ActivityChart({ points }: { points: ChartPoint[] }) {
  return (
    <AreaChart
      h={CHART_HEIGHT}
      data={points}
      dataKey="label"
      withLegend
      tickLine="none"
      gridAxis="x"
      curveType="monotone"
      withDots={false}
      fillOpacity={0.25}
      legendProps={{ itemSorter: null }}
      series={[
        { name: "events", label: texts.chartEvents, color: "coach.6" },
        { name: "deliveries", label: texts.chartDeliveries, color: "yellow.6" },
        { name: "sent", label: texts.chartSent, color: "indigo.4" },
      ]}
      yAxisProps={{ allowDecimals: false, width: 44 }}
      areaProps={{ isAnimationActive: false }}
      role="img"
      aria-label={texts.chart}
    />
  );
}
