import { Stack, Text } from "@mantine/core";
import type { SubconnectionState } from "@posthorn/contracts/server-details";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { useServerDetails } from "../../queries/server-details.ts";
import { texts } from "./texts.ts";

/** How the mailboxes fare that are to have a connection of their own. */
export function Subconnections({ account, wanted }: { account: string; wanted: readonly string[] }) {
  const details = useServerDetails(account, { isWanted: true });
  const known = details.data?.subconnections;
  return (
    <Section title={texts.subconnections}>
      {details.isError ? (
        <ErrorState error={details.error} onRetry={() => void details.refetch()} isRetrying={details.isFetching} />
      ) : known === undefined ? (
        <LinesLoading lines={wanted.length} />
      ) : known.length === 0 ? (
        <Text size="sm">{wanted.join(", ")}</Text>
      ) : (
        <Details items={known.map((each) => [each.path, <State key={each.path} of={each} />])} />
      )}
    </Section>
  );
}

function State({ of: { state, since, error } }: { of: SubconnectionState }) {
  return (
    <Stack gap={2}>
      <span>
        {texts.states[state]} <RelativeTime at={since} />
      </span>
      {error !== undefined && (
        <Text size="xs" c="dimmed">
          {texts.lastFailure}: {error}
        </Text>
      )}
    </Stack>
  );
}
