import { SegmentedControl } from "@mantine/core";
import type { Stats } from "@posthorn/contracts/stats";
import { ErrorState } from "../../components/error-state.tsx";
import { Figure, Figures } from "../../components/figure.tsx";
import { Section } from "../../components/section.tsx";
import { TimeChart } from "../../components/time-chart/time-chart.tsx";
import { WindowSwitch } from "../../components/time-chart/window-switch.tsx";
import type { WindowSeconds } from "../../components/time-chart/windows.ts";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useStatsHistory } from "../../queries/stats.ts";
import {
  CHART_NAMES,
  type ChartName,
  CHARTS,
  figuresOf,
  isOfDurations,
  isQuiet,
  pointsOf,
} from "./activity-figures.ts";
import classes from "./home.module.css";
import { texts } from "./texts.ts";

const COLORS: Record<ChartName, readonly string[]> = {
  activity: ["teal.5", "coach.6", "yellow.6", "indigo.4"],
  failures: ["red.6", "orange.5", "grape.4"],
  calls: ["coach.6", "grape.4"],
  lag: ["coach.6"],
  latency: ["coach.6"],
  queues: ["yellow.6", "indigo.4"],
};

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
    <Section title={texts.activity} actions={<WindowSwitch seconds={seconds} />}>
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
  const points = history.data && pointsOf(history.data, seconds);
  return (
    <TimeChart
      label={texts.charts[chart]}
      points={points}
      series={CHARTS[chart].map((name, at) => ({
        name,
        label: texts.series[name],
        color: COLORS[chart][at] ?? "gray.6",
      }))}
      seconds={seconds}
      showsDurations={isOfDurations(chart)}
      quiet={texts.quiet[chart]}
      isQuiet={points !== undefined && isQuiet(points, chart)}
    />
  );
}
