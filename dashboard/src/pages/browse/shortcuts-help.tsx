import { ActionIcon, Kbd, Popover, Switch, Text, Tooltip } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import classes from "./browse.module.css";
import { texts } from "./texts.ts";
import { useReadOnOpen } from "./use-read-on-open.ts";

const KEYS = [
  ["j", texts.shortcuts.next],
  ["k", texts.shortcuts.previous],
  ["Enter", texts.shortcuts.open],
  ["Esc", texts.shortcuts.close],
  ["r", texts.shortcuts.reply],
  ["a", texts.shortcuts.replyAll],
  ["f", texts.shortcuts.forward],
  ["c", texts.shortcuts.write],
  ["x", texts.shortcuts.choose],
  ["u", texts.shortcuts.read],
  ["s", texts.shortcuts.flag],
  ["v", texts.shortcuts.move],
  ["Del", texts.shortcuts.delete],
  ["/", texts.shortcuts.search],
] as const;

/** The keys that do something here, and whether opening a message marks it as read. */
export function ShortcutsHelp({ mayUpdate }: { mayUpdate: boolean }) {
  const [readsOnOpen, setReadsOnOpen] = useReadOnOpen();
  return (
    <Popover position="bottom-end" width={290} withinPortal returnFocus trapFocus>
      <Popover.Target>
        <Tooltip label={texts.shortcuts.title}>
          <ActionIcon variant="default" size={36} aria-label={texts.shortcuts.title}>
            <IconKeyboard size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={texts.shortcuts.title}>
        {mayUpdate && (
          <Switch
            size="sm"
            mb="sm"
            label={texts.reading.setting}
            checked={readsOnOpen}
            onChange={({ currentTarget }) => setReadsOnOpen(currentTarget.checked)}
          />
        )}
        <Text size="sm" fw={650} mb={6}>
          {texts.shortcuts.title}
        </Text>
        <dl className={classes["keys"]}>
          {KEYS.map(([key, does]) => (
            <div key={key}>
              <dt>
                <Kbd size="xs">{key}</Kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}
