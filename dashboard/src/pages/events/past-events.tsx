import { Button, Group, Text } from "@mantine/core";
import { useMemo } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { usePastEvents } from "../../queries/events.ts";
import { EventList } from "./event-list.tsx";
import type { EventsProps } from "./events-props.ts";
import { Nothing } from "./nothing.tsx";
import { matches } from "./tail.ts";
import { texts } from "./texts.ts";

/** What has happened, the newest first; more of it is loaded when somebody asks for it. */
export function PastEvents({ choice, query, shown, onShow }: EventsProps) {
  const past = usePastEvents(choice);
  const all = useMemo(() => past.data?.pages.flatMap((page) => page.events) ?? [], [past.data]);
  const events = useMemo(
    () => (query === undefined ? all : all.filter((event) => matches(event, query))),
    [all, query],
  );
  if (past.isError)
    return <ErrorState error={past.error} onRetry={() => void past.refetch()} isRetrying={past.isFetching} />;
  if (past.data === undefined) return <LinesLoading lines={8} height={28} />;
  return (
    <>
      {events.length > 0 ? (
        <EventList events={events} shown={shown} onShow={onShow} />
      ) : (
        <Nothing text={all.length > 0 ? texts.noMatch : texts.noneKept} />
      )}
      <Group justify="space-between" mih={32}>
        <Text size="sm" c="dimmed">
          {texts.shown(events.length)}
        </Text>
        {past.hasNextPage && (
          <Button
            size="xs"
            variant="default"
            loading={past.isFetchingNextPage}
            onClick={() => void past.fetchNextPage()}
          >
            {texts.more}
          </Button>
        )}
      </Group>
    </>
  );
}
