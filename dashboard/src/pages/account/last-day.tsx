import { Text } from "@mantine/core";
import { ErrorState } from "../../components/error-state.tsx";
import { Figure, Figures } from "../../components/figure.tsx";
import { Section } from "../../components/section.tsx";
import { formatDate } from "../../languages/format.ts";
import { useLastDay } from "../../queries/stats.ts";
import { texts } from "./texts.ts";

/** What came and went within the last day. */
export function LastDay({ account }: { account: string }) {
  const history = useLastDay(account);
  const count = (event: string) =>
    history.data?.buckets.reduce((sum, { counters }) => sum + (counters[`events:${event}`] ?? 0), 0);
  return (
    <Section title={texts.lastDay.title}>
      {history.isError ? (
        <ErrorState error={history.error} onRetry={() => void history.refetch()} isRetrying={history.isFetching} />
      ) : (
        <Figures>
          <Figure label={texts.lastDay.received} value={count("messageNew")} />
          <Figure label={texts.lastDay.sent} value={count("messageSent")} />
          <Figure label={texts.lastDay.failed} value={count("messageFailed")} isBad />
          <Figure label={texts.lastDay.bounced} value={count("messageBounce")} isBad />
        </Figures>
      )}
      {history.data?.knownSince && (
        <Text size="sm" c="dimmed">
          {texts.lastDay.knownSince(formatDate(history.data.knownSince))}
        </Text>
      )}
    </Section>
  );
}
