import { Center, Skeleton, Text } from "@mantine/core";
import { lazy, Suspense } from "react";
import { CHART_HEIGHT } from "./chart-height.ts";

const DrawnChart = lazy(async () => ({ default: (await import("./drawn-chart.tsx")).DrawnChart }));

export interface TimeChartProps {
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

interface Props extends Omit<TimeChartProps, "points"> {
  /** Undefined while they are being loaded. */
  points: TimeChartProps["points"] | undefined;
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
