import { ActionIcon, Indicator, Popover, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBell } from "@tabler/icons-react";
import { AlertLine } from "../components/alert-line.tsx";
import { useNow } from "../components/use-now.ts";
import { useAlerts } from "../queries/alerts.ts";
import { texts } from "./alert-texts.ts";

/** How much wants attention, and on a click what it is. */
export function AlertBell() {
  const alerts = useAlerts(useNow());
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const isBad = alerts.some(({ level }) => level === "danger");
  return (
    <Popover
      opened={isOpen}
      onChange={(open) => !open && close()}
      position="bottom-end"
      width={340}
      withinPortal
      trapFocus
    >
      <Indicator
        label={alerts.length}
        size={16}
        offset={6}
        color={isBad ? "red" : "gray"}
        disabled={alerts.length === 0}
      >
        <Popover.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={texts.bell(alerts.length)} onClick={toggle}>
            <IconBell size={19} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown aria-label={texts.title}>
        <Stack gap="xs">
          {alerts.length === 0 && <Text size="sm">{texts.none}</Text>}
          {alerts.map((alert) => (
            <AlertLine key={alert.id} alert={alert} onFollow={close} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
