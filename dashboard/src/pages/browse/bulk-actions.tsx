import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import {
  IconFlag,
  IconFlagOff,
  IconFolderSymlink,
  IconMail,
  IconMailOpened,
  IconTrash,
  IconX,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./browse.module.css";
import { ChooseAll } from "./choose-all.tsx";
import { texts } from "./texts.ts";
import type { useChoice } from "./use-choice.ts";
import type { MessageActions } from "./use-message-actions.ts";

const icon = { size: 17, stroke: 1.7, "aria-hidden": true } as const;

/** What can be done with all messages that are chosen. */
export function BulkActions({ choice, actions }: { choice: ReturnType<typeof useChoice>; actions: MessageActions }) {
  const { chosen } = choice;
  return (
    <Group
      gap={4}
      wrap="nowrap"
      className={classes["bulk"] ?? ""}
      role="toolbar"
      aria-label={texts.list.chosen(chosen.length)}
    >
      <ChooseAll choice={choice} />
      <Text size="xs" fw={600} flex={1} ml={4} truncate>
        {texts.list.chosen(chosen.length)}
      </Text>
      {actions.mayUpdate && (
        <>
          <Act label={texts.viewer.markRead} onClick={() => actions.setRead(chosen, true)}>
            <IconMailOpened {...icon} />
          </Act>
          <Act label={texts.viewer.markUnread} onClick={() => actions.setRead(chosen, false)}>
            <IconMail {...icon} />
          </Act>
          <Act label={texts.viewer.flag} onClick={() => actions.setFlag(chosen, true)}>
            <IconFlag {...icon} />
          </Act>
          <Act label={texts.viewer.unflag} onClick={() => actions.setFlag(chosen, false)}>
            <IconFlagOff {...icon} />
          </Act>
          <Act label={texts.viewer.move} onClick={() => actions.ask({ kind: "move", targets: chosen })}>
            <IconFolderSymlink {...icon} />
          </Act>
        </>
      )}
      {actions.mayDelete && (
        <Act label={texts.viewer.delete} onClick={() => actions.ask({ kind: "delete", targets: chosen })}>
          <IconTrash {...icon} />
        </Act>
      )}
      <Act label={texts.list.dropChoice} onClick={choice.drop}>
        <IconX {...icon} />
      </Act>
    </Group>
  );
}

function Act({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
