import { Alert, SegmentedControl, Stack, Text } from "@mantine/core";
import type { AiUsage } from "@posthorn/contracts/ai";
import { IconInfoCircle } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { Figure, Figures } from "../../components/figure.tsx";
import { Paging } from "../../components/paging.tsx";
import { Section } from "../../components/section.tsx";
import { TimeChart } from "../../components/time-chart/time-chart.tsx";
import { useNow } from "../../components/use-now.ts";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { formatNumber } from "../../languages/format.ts";
import { useAiUsage } from "../../queries/ai.ts";
import { toApiPaging } from "../../url-search.ts";
import { DEFAULT_DAYS, USAGE_DAYS } from "./filters.ts";
import { texts } from "./texts.ts";
import { pointsOf } from "./usage-points.ts";

const route = getRouteApi("/signed-in/ai");
const DAY_S = 86_400;

/** How often models were asked and for how many tokens: over time, by model and by account. */
export function Usage() {
  const { days = DEFAULT_DAYS, page, pageSize } = route.useSearch();
  const now = useNow();
  const usage = useAiUsage({
    from: new Date(now - (days - 1) * DAY_S * 1000).toISOString().slice(0, 10),
    ...toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }),
  });
  if (usage.isError)
    return <ErrorState error={usage.error} onRetry={() => void usage.refetch()} isRetrying={usage.isFetching} />;
  const { totals, models, accounts } = usage.data ?? {};
  return (
    <Stack gap="lg">
      <Section title={texts.tabs.usage} actions={<DaysSwitch days={days} />}>
        <Figures>
          <Figure label={texts.usage.promptTokens} value={totals?.promptTokens} />
          <Figure label={texts.usage.completionTokens} value={totals?.completionTokens} />
          <Figure label={texts.usage.calls} value={totals?.calls} />
          <Figure label={texts.usage.failed} value={totals?.failed} isBad />
        </Figures>
        <TimeChart
          label={texts.usage.chart}
          points={usage.data && pointsOf(usage.data)}
          series={[
            { name: "promptTokens", label: texts.usage.promptTokens, color: "indigo.4" },
            { name: "completionTokens", label: texts.usage.completionTokens, color: "coach.6" },
          ]}
          // One point a day is labelled by the day.
          seconds={Math.max(days, 8) * DAY_S}
          quiet={texts.usage.quiet}
          isQuiet={totals !== undefined && totals.promptTokens + totals.completionTokens === 0}
        />
        {totals !== undefined && totals.withoutUsage > 0 && (
          <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden />}>
            {texts.usage.withoutUsage(totals.withoutUsage)}
          </Alert>
        )}
        <Text size="sm" c="dimmed">
          {texts.usage.note}
        </Text>
      </Section>
      {models !== undefined && models.length > 0 && (
        <Section title={texts.usage.models}>
          <DataTable
            label={texts.usage.models}
            columns={[{ header: texts.usage.model, cell: ({ model }: OfModel) => model }, ...sums<OfModel>()]}
            rows={models}
            keyOf={({ model }) => model}
          />
        </Section>
      )}
      {usage.data !== undefined && accounts !== undefined && usage.data.total > 0 && (
        <Section title={texts.usage.accounts}>
          <DataTable
            label={texts.usage.accounts}
            columns={[{ header: texts.usage.account, cell: nameOf }, ...sums<OfAccount>()]}
            rows={accounts}
            keyOf={({ account }) => account ?? ""}
          />
          <Paging list={usage.data} shown={accounts.length} counted={texts.usage.counted} />
        </Section>
      )}
    </Stack>
  );
}

type OfModel = AiUsage["models"][number];
type OfAccount = AiUsage["accounts"][number];

const nameOf = ({ account }: OfAccount) =>
  account === null ? (
    <Text size="sm" c="dimmed">
      {texts.usage.noAccount}
    </Text>
  ) : (
    <Link to="/accounts/$account" params={{ account }} className={rowLinkClass}>
      {account}
    </Link>
  );

const sums = <Row extends AiUsage["totals"]>(): Column<Row>[] =>
  (["promptTokens", "completionTokens", "calls", "failed"] as const).map((name) => ({
    header: texts.usage[name],
    cell: (row) => formatNumber(row[name]),
  }));

function DaysSwitch({ days }: { days: number }) {
  const [, change] = useUrlSearch();
  return (
    <SegmentedControl
      size="xs"
      aria-label={texts.usage.days}
      data={USAGE_DAYS.map((each) => ({ value: String(each), label: texts.usage.lastDays(each) }))}
      value={String(days)}
      onChange={(value) => change({ days: Number(value) === DEFAULT_DAYS ? undefined : value })}
    />
  );
}
