import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { LoggedEvent } from "@posthorn/contracts/event-log";
import { getRouteApi } from "@tanstack/react-router";
import { CodeBlock } from "../../components/code-block.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { texts as common } from "../../components/texts.ts";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useEvent, usePastEvents } from "../../queries/events.ts";
import { aboutEvent } from "./about-event.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/accounts/$account");

/** What happened in an account, newest first. */
export function AccountEvents({ account }: { account: string }) {
  const { event } = route.useSearch();
  const [, change] = useUrlSearch();
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
        <DataTable
          label={texts.title}
          columns={columnsOf((id) => change({ event: id }))}
          rows={events}
          keyOf={({ id }) => id}
        />
      )}
      {past.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={past.isFetchingNextPage} onClick={() => void past.fetchNextPage()}>
            {texts.more}
          </Button>
        </Group>
      )}
      {event !== undefined && <EventDialog id={event} onClose={() => change({ event: undefined })} />}
    </Stack>
  );
}

const columnsOf = (show: (event: string) => void): readonly Column<LoggedEvent>[] => [
  {
    header: texts.columns.event,
    cell: ({ event, path }) => (
      <div>
        <Text size="sm" fw={600}>
          {event}
        </Text>
        <Text size="xs" c="dimmed">
          {path}
        </Text>
      </div>
    ),
  },
  { header: texts.columns.about, cell: (event) => <Text size="sm">{aboutEvent(event) ?? texts.none}</Text> },
  { header: texts.columns.time, cell: ({ date }) => <RelativeTime at={date} /> },
  {
    header: texts.show,
    cell: ({ id, event }) => (
      <Button size="compact-sm" variant="subtle" aria-label={texts.showOf(event)} onClick={() => show(id)}>
        {texts.show}
      </Button>
    ),
  },
];

function EventDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const event = useEvent(id);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={event.data?.event ?? texts.detail}
      closeButtonProps={{ "aria-label": common.close }}
    >
      {event.isError ? (
        <ErrorState error={event.error} onRetry={() => void event.refetch()} isRetrying={event.isFetching} />
      ) : (
        event.data && <CodeBlock code={JSON.stringify(event.data, null, 2)} label={texts.detail} wraps />
      )}
    </Modal>
  );
}
