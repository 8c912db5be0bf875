import { ActionIcon, Button, Group, Menu, Tooltip } from "@mantine/core";
import type { Message } from "@posthorn/contracts/messages";
import {
  IconArrowBackUp,
  IconArrowBackUpDouble,
  IconArrowForwardUp,
  IconArrowLeft,
  IconDotsVertical,
  IconDownload,
  IconFlag,
  IconFlagOff,
  IconFolderSymlink,
  IconMail,
  IconMailOpened,
  IconMessages,
  IconPencil,
  IconTag,
  IconTrash,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { sourceUrl } from "../../queries/messages.ts";
import classes from "./browse.module.css";
import { texts } from "./texts.ts";
import { NOTHING_OPEN, useBrowse } from "./use-browse.ts";
import type { MessageActions } from "./use-message-actions.ts";

const icon = { size: 17, stroke: 1.7, "aria-hidden": true } as const;

/** The buttons above a message. */
export function MessageTools({ message, actions }: { message: Message; actions: MessageActions }) {
  const { account, search, go } = useBrowse();
  const { unseen, flagged, draft, threadId, labels } = message;
  const { mayUpdate, mayDelete, maySend, mayStore } = actions;
  return (
    <Group gap={4} wrap="nowrap" className={classes["tools"] ?? ""}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        className={classes["toList"] ?? ""}
        aria-label={texts.viewer.back}
        onClick={() => go(NOTHING_OPEN)}
      >
        <IconArrowLeft {...icon} />
      </ActionIcon>
      {draft && (maySend || mayStore) ? (
        <Button size="xs" leftSection={<IconPencil {...icon} />} onClick={() => go({ compose: "draft" })}>
          {texts.viewer.goOn}
        </Button>
      ) : (
        maySend && (
          <>
            <Tool label={texts.viewer.reply} onClick={() => go({ compose: "reply" })}>
              <IconArrowBackUp {...icon} />
            </Tool>
            <Tool label={texts.viewer.replyAll} onClick={() => go({ compose: "reply-all" })}>
              <IconArrowBackUpDouble {...icon} />
            </Tool>
            <Tool label={texts.viewer.forward} onClick={() => go({ compose: "forward" })}>
              <IconArrowForwardUp {...icon} />
            </Tool>
          </>
        )
      )}
      <span className={classes["space"]} />
      {mayUpdate && (
        <>
          <Tool
            label={unseen ? texts.viewer.markRead : texts.viewer.markUnread}
            onClick={() => actions.setRead([message], unseen === true)}
          >
            {unseen ? <IconMailOpened {...icon} /> : <IconMail {...icon} />}
          </Tool>
          <Tool
            label={flagged ? texts.viewer.unflag : texts.viewer.flag}
            onClick={() => actions.setFlag([message], flagged !== true)}
          >
            {flagged ? <IconFlagOff {...icon} /> : <IconFlag {...icon} />}
          </Tool>
          <Tool label={texts.viewer.move} onClick={() => actions.ask({ kind: "move", targets: [message] })}>
            <IconFolderSymlink {...icon} />
          </Tool>
        </>
      )}
      {mayDelete && (
        <Tool label={texts.viewer.delete} onClick={() => actions.ask({ kind: "delete", targets: [message] })}>
          <IconTrash {...icon} />
        </Tool>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={32} aria-label={texts.viewer.more}>
            <IconDotsVertical {...icon} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {threadId !== undefined && search.thread === undefined && (
            <Menu.Item leftSection={<IconMessages {...icon} />} onClick={() => go({ thread: threadId })}>
              {texts.viewer.conversation}
            </Menu.Item>
          )}
          {mayUpdate && labels !== undefined && (
            <Menu.Item
              leftSection={<IconTag {...icon} />}
              onClick={() => actions.ask({ kind: "labels", targets: [message] })}
            >
              {texts.viewer.labels}
            </Menu.Item>
          )}
          <Menu.Item
            component="a"
            href={sourceUrl(account, message.id)}
            download="message.eml"
            leftSection={<IconDownload {...icon} />}
          >
            {texts.viewer.download}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={32} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
