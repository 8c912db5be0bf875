import { Center, Skeleton, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { CHART_HEIGHT } from "./chart-height.ts";
import type { DrawnChartProps } from "./drawn-chart.tsx";

const DrawnChart = lazy(async () => ({ default: (await import("./drawn-chart.tsx")).DrawnChart }));

interface Props extends Omit<DrawnChartProps, "points"> {
  /** Undefined while they are being loaded. */
  points: DrawnChartProps["points"] | undefined;
  /** Said where there is nothing to be seen. */
  quiet: string;
  isQuiet: boolean;
}

/** Figures over time, or that there are none. Its height is the same in either case, and while it is loaded. */
export function TimeChart({ points, quiet, isQuiet, ...drawn }: Props) {
  if (points === undefined) return <Skeleton height={CHART_HEIGHT} />;
  if (isQuiet) {
    return (
      <Center h={CHART_HEIGHT}>
        <Text c="dimmed">{quiet}</Text>
      </Center>
    );
  }
  return (
    <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
      <DrawnChart {...drawn} points={points} />
    </Suspense>
  );
}
