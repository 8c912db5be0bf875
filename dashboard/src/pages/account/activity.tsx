import { Text } from "@mantine/core";
import type { StatsHistory } from "@posthorn/contracts/stats";
import { ErrorState } from "../../components/error-state.tsx";
import { Figure, Figures } from "../../components/figure.tsx";
import { Section } from "../../components/section.tsx";
import { labelling } from "../../components/time-chart/labels.ts";
import { TimeChart } from "../../components/time-chart/time-chart.tsx";
import { WindowSwitch } from "../../components/time-chart/window-switch.tsx";
import type { WindowSeconds } from "../../components/time-chart/windows.ts";
import { formatDate } from "../../languages/format.ts";
import { useStatsHistory } from "../../queries/stats.ts";
import { texts } from "./texts.ts";

/** What is counted, in the order in which it is told, and the color that it is drawn with. */
const COUNTED = [
  { name: "received", event: "messageNew", color: "teal.5" },
  { name: "sent", event: "messageSent", color: "indigo.4" },
  { name: "failed", event: "messageFailed", color: "red.6", isBad: true },
  { name: "bounced", event: "messageBounce", color: "orange.5", isBad: true },
] as const;

type Counts = Record<(typeof COUNTED)[number]["name"], number>;

/** What came and went within the window chosen, in numbers and over time. */
export function Activity({ account, seconds }: { account: string; seconds: WindowSeconds }) {
  const history = useStatsHistory(seconds, account);
  const points = history.data && pointsOf(history.data, seconds);
  const sum = (name: keyof Counts) => points?.reduce((sum, point) => sum + point[name], 0);
  const knownSince = history.data?.knownSince;
  return (
    <Section title={texts.activity.title} actions={<WindowSwitch seconds={seconds} />}>
      {history.isError ? (
        <ErrorState error={history.error} onRetry={() => void history.refetch()} isRetrying={history.isFetching} />
      ) : (
        <>
          <Figures>
            {COUNTED.map(({ name, ...figure }) => (
              <Figure key={name} label={texts.activity[name]} value={sum(name)} isBad={"isBad" in figure} />
            ))}
          </Figures>
          <TimeChart
            label={texts.activity.chart}
            points={points}
            series={COUNTED.map(({ name, color }) => ({ name, label: texts.activity[name], color }))}
            seconds={seconds}
            quiet={texts.activity.quiet}
            isQuiet={points !== undefined && COUNTED.every(({ name }) => sum(name) === 0)}
          />
        </>
      )}
      {knownSince && (
        <Text size="sm" c="dimmed">
          {texts.activity.knownSince(formatDate(knownSince))}
        </Text>
      )}
    </Section>
  );
}

function pointsOf({ buckets }: StatsHistory, seconds: number) {
  const labelOf = labelling(seconds);
  return buckets.map(({ at, counters }) => {
    const counts = Object.fromEntries(COUNTED.map(({ name, event }) => [name, counters[`events:${event}`] ?? 0]));
    return { at: Date.parse(at), label: labelOf(at), ...(counts as Counts) };
  });
}
