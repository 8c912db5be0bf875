import { Button, Group, Text } from "@mantine/core";
import { IconEraser, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useMemo } from "react";
import { StateBadge } from "../../components/state-badge.tsx";
import { EventList } from "./event-list.tsx";
import type { EventsProps } from "./events-props.ts";
import { Nothing } from "./nothing.tsx";
import { matches, MOST_KEPT } from "./tail.ts";
import { texts } from "./texts.ts";
import { type Connection, useTail } from "./use-tail.ts";

const LABELS = {
  connecting: { type: "info", name: texts.states.connecting, spinner: true },
  open: { type: "success", name: texts.states.open },
  broken: { type: "warning", name: texts.states.broken, spinner: true },
  over: { type: "danger", name: texts.states.over },
} as const;
const PAUSED = { type: "neutral", name: texts.states.paused } as const;

const labelOf = (connection: Connection, isPaused: boolean) =>
  isPaused && connection === "open" ? PAUSED : LABELS[connection];

/** What happens now. */
export function LiveEvents({ choice, query, shown, onShow }: EventsProps) {
  const { tail, connection, setPaused, clear, reconnect } = useTail(choice);
  const events = useMemo(
    () => (query === undefined ? tail.shown : tail.shown.filter((event) => matches(event, query))),
    [tail.shown, query],
  );
  const { isPaused, held } = tail;
  return (
    <>
      <Group justify="space-between" gap="sm" mih={36}>
        <Group gap="sm">
          <StateBadge label={labelOf(connection, isPaused)} />
          <Text size="sm" c="dimmed">
            {held.length > 0
              ? texts.held(held.length)
              : tail.shown.length > 0
                ? texts.kept(events.length, MOST_KEPT)
                : undefined}
          </Text>
        </Group>
        <Group gap="xs">
          {connection === "over" && (
            <Button size="xs" onClick={reconnect}>
              {texts.connect}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={
              isPaused ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />
            }
            onClick={() => setPaused(!isPaused)}
          >
            {isPaused ? texts.resume : texts.pause}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconEraser size={15} aria-hidden />}
            disabled={tail.shown.length === 0}
            onClick={clear}
          >
            {texts.clear}
          </Button>
        </Group>
      </Group>
      {events.length > 0 ? (
        <EventList events={events} shown={shown} onShow={onShow} />
      ) : (
        <Nothing text={tail.shown.length > 0 ? texts.noMatch : texts.waiting} />
      )}
    </>
  );
}
