import { Button, Group, Stack, Text } from "@mantine/core";
import type { LoggedEvent } from "@posthorn/contracts/event-log";
import { IconActivity } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { usePastEvents } from "../../queries/events.ts";
import { aboutEvent } from "./about-event.ts";
import { texts } from "./texts.ts";

/** What happened in an account, newest first. */
export function AccountEvents({ account }: { account: string }) {
  const past = usePastEvents({ account });
  const events = past.data?.pages.flatMap((page) => page.events);
  if (past.isError && events === undefined)
    return <ErrorState error={past.error} onRetry={() => void past.refetch()} isRetrying={past.isFetching} />;
  return (
    <Stack>
      {events?.length === 0 ? (
        <Text c="dimmed" role="status">
          {texts.empty}
        </Text>
      ) : (
        <DataTable label={texts.title} columns={columns} rows={events} keyOf={({ id }) => id} />
      )}
      <Group justify="space-between">
        <ButtonLink
          to="/events"
          search={{ account }}
          variant="default"
          leftSection={<IconActivity size={17} aria-hidden />}
        >
          {texts.follow}
        </ButtonLink>
        {past.hasNextPage && (
          <Button variant="default" loading={past.isFetchingNextPage} onClick={() => void past.fetchNextPage()}>
            {texts.more}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

const columns: readonly Column<LoggedEvent>[] = [
  {
    header: texts.columns.event,
    cell: ({ id, event }) => (
      <Link to="/events/$event" params={{ event: id }} className={rowLinkClass}>
        {event}
      </Link>
    ),
  },
  { header: texts.columns.about, cell: (event) => <Text size="sm">{aboutEvent(event) ?? texts.none}</Text> },
  { header: texts.columns.folder, cell: ({ path }) => <Text size="sm">{path ?? texts.none}</Text> },
  { header: texts.columns.time, cell: ({ date }) => <RelativeTime at={date} /> },
];
