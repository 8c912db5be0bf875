import { Group, Text } from "@mantine/core";
import { StateBadge } from "../../components/state-badge.tsx";
import { type Listener, useListenerStates } from "../../queries/listeners.ts";
import { texts } from "./texts.ts";

/** How a port fares right now; nothing while that is not known. */
export function ListenerState({ listener }: { listener: Listener }) {
  const state = useListenerStates().data?.[listener];
  if (state === undefined) return null;
  const { error, ...label } = state;
  return (
    <Group gap="xs" role="status">
      <Text size="sm">{texts.portState}</Text>
      <StateBadge label={{ ...label, name: texts.portStates[label.name as keyof typeof texts.portStates] }} />
      {error !== undefined && (
        <Text size="sm" c="red">
          {error}
        </Text>
      )}
    </Group>
  );
}
