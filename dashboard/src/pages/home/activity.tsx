import { Center, SegmentedControl, Skeleton, Text } from "@mantine/core";
import type { Stats } from "@posthorn/contracts/stats";
import { lazy, Suspense } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { Section } from "../../components/section.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useStatsHistory } from "../../queries/stats.ts";
import { CHART_HEIGHT } from "./chart-height.ts";
import { CHART_NAMES, type ChartName, figuresOf, isQuiet, pointsOf } from "./activity-figures.ts";
import { Figure, Figures } from "../../components/figure.tsx";
import classes from "./home.module.css";
import { texts } from "./texts.ts";
import { DEFAULT_WINDOW, WINDOWS, type WindowSeconds } from "./windows.ts";

const ActivityChart = lazy(async () => ({ default: (await import("./activity-chart.tsx")).ActivityChart }));

interface Props {
  seconds: WindowSeconds;
  chart: ChartName;
  stats: Stats | undefined;
}

/** What happened within the window chosen, in numbers and over time. */
export function Activity({ seconds, chart, stats }: Props) {
  const [, change] = useUrlSearch();
  const figures = stats && figuresOf(stats.counters);
  return (
    <Section
      title={texts.activity}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={texts.window}
          data={WINDOWS.map(({ seconds, name }) => ({ value: String(seconds), label: texts.windows[name] }))}
          value={String(seconds)}
          onChange={(value) => change({ seconds: Number(value) === DEFAULT_WINDOW ? undefined : value })}
        />
      }
    >
      <Figures>
        <Figure label={texts.newMail} value={figures?.newMail} />
        <Figure label={texts.events} value={figures?.events} />
        <Figure label={texts.deliveries} value={figures?.deliveries} />
        <Figure label={texts.failedDeliveries} value={figures?.failedDeliveries} isBad />
        <Figure label={texts.sent} value={figures?.sent} />
        <Figure label={texts.failedSends} value={figures?.failedSends} isBad />
        <Figure label={texts.calls} value={figures?.calls} />
        <Figure label={texts.failedCalls} value={figures?.failedCalls} />
      </Figures>
      <SegmentedControl
        size="xs"
        aria-label={texts.chart}
        data={CHART_NAMES.map((name) => ({ value: name, label: texts.chartNames[name] }))}
        value={chart}
        onChange={(value) => change({ chart: value === "activity" ? undefined : value })}
        w="fit-content"
        maw="100%"
        className={classes["choice"]}
      />
      <History seconds={seconds} chart={chart} />
    </Section>
  );
}

function History({ seconds, chart }: { seconds: number; chart: ChartName }) {
  const history = useStatsHistory(seconds);
  if (history.isError) {
    return <ErrorState error={history.error} onRetry={() => void history.refetch()} isRetrying={history.isFetching} />;
  }
  if (history.data === undefined) return <Skeleton height={CHART_HEIGHT} />;
  const points = pointsOf(history.data, seconds);
  if (isQuiet(points, chart)) {
    return (
      <Center h={CHART_HEIGHT}>
        <Text c="dimmed">{texts.quiet[chart]}</Text>
      </Center>
    );
  }
  return (
    <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
      <ActivityChart chart={chart} points={points} seconds={seconds} />
    </Suspense>
  );
}
