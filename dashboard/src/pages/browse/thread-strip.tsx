import { ActionIcon, Group, Skeleton, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { ErrorState } from "../../components/error-state.tsx";
import { useThread } from "../../queries/threads.ts";
import classes from "./browse.module.css";
import { nameOf } from "./people.ts";
import { ShortDate } from "./short-date.tsx";
import { texts } from "./texts.ts";
import { useBrowse } from "./use-browse.ts";

/** The messages of the conversation that is open, oldest first, wherever they are. */
export function ThreadStrip({ thread }: { thread: string }) {
  const { account, search, go } = useBrowse();
  const conversation = useThread(account, thread);
  if (conversation.isError)
    return (
      <ErrorState
        error={conversation.error}
        onRetry={() => void conversation.refetch()}
        isRetrying={conversation.isFetching}
      />
    );
  const messages = conversation.data?.messages;
  if (messages === undefined) return <Skeleton height={64} mb="sm" />;
  return (
    <nav className={classes["thread"]} aria-label={texts.thread.title(messages.length)}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="xs" fw={650} c="dimmed">
          {texts.thread.title(messages.length)}
        </Text>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          aria-label={texts.thread.close}
          onClick={() => go({ thread: undefined })}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </Group>
      <ol>
        {messages.map(({ id, from, preview, subject, date, unseen, path }) => (
          <li key={`${path} ${id}`}>
            <Link
              from="/accounts/$account/browse"
              to="."
              search={(before) => ({
                ...before,
                message: id,
                tab: undefined,
                attachment: undefined,
                compose: undefined,
              })}
              className={classes["threadLink"]}
              aria-current={id === search.message ? "true" : undefined}
              activeProps={{}}
              resetScroll={false}
              preload={false}
            >
              <strong data-unseen={unseen}>{(from && nameOf(from)) || texts.list.noSender}</strong>
              <span className={classes["threadText"]}>{preview || subject}</span>
              <span className={classes["date"]}>{date && <ShortDate at={date} />}</span>
            </Link>
          </li>
        ))}
      </ol>
      {conversation.data?.hasMore && <Text size="xs">{texts.thread.more}</Text>}
    </nav>
  );
}
