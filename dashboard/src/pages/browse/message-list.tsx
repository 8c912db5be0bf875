import { ActionIcon, Button, Group, SegmentedControl, Select, Skeleton, Text, Tooltip } from "@mantine/core";
import type { MessageListEntry } from "@posthorn/contracts/messages";
import { IconChevronLeft, IconChevronRight, IconFolders, IconMailOff, IconRefresh } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { ErrorState } from "../../components/error-state.tsx";
import { useMailboxes } from "../../queries/mailboxes.ts";
import { refetchMail } from "../../queries/messages.ts";
import { BulkActions } from "./bulk-actions.tsx";
import classes from "./browse.module.css";
import { PAGE_SIZES, USUAL_PAGE_SIZE } from "./filters.ts";
import { MessageRow } from "./message-row.tsx";
import { SEARCH_NAMES } from "./search.ts";
import { folderName } from "./special-names.ts";
import { texts } from "./texts.ts";
import { ThreadRow } from "./thread-row.tsx";
import { FIRST_PAGE, NOTHING_OPEN, useBrowse } from "./use-browse.ts";
import type { MessageActions } from "./use-message-actions.ts";
import type { useChoice } from "./use-choice.ts";
import { useList } from "./use-list.ts";

interface Props {
  choice: ReturnType<typeof useChoice>;
  actions: MessageActions;
}

/** The middle pane: a page of messages or conversations, newest first. */
export function MessageList({ choice, actions }: Props) {
  const { account, search, path, go } = useBrowse();
  const list = useList();
  const shown = list.showsThreads ? list.threads : list.messages;
  const page = shown.data;
  const name = useFolderName(account, path);
  const isEmpty = page !== undefined && "messages" in page ? page.messages.length === 0 : page?.threads.length === 0;
  return (
    <>
      <ListHead name={name} list={list} />
      {choice.chosen.length > 0 && <BulkActions choice={choice} actions={actions} />}
      <div className={classes["scroll"]} aria-busy={shown.isFetching}>
        {shown.isError ? (
          <ErrorState error={shown.error} onRetry={() => void shown.refetch()} isRetrying={shown.isFetching} />
        ) : page === undefined ? (
          <RowsLoading />
        ) : isEmpty ? (
          <NoMessages isSearch={list.isSearch} />
        ) : (
          <ul className={classes["rows"]} aria-label={texts.list.title} data-old={shown.isPlaceholderData || undefined}>
            {"messages" in page
              ? page.messages.map((message) => (
                  <MessageRow
                    key={message.id}
                    message={message}
                    isOpen={message.id === search.message}
                    isChosen={choice.ids.has(message.id)}
                    showsRecipients={isOutgoing(message)}
                    onChoose={actions.mayUpdate || actions.mayDelete ? choice.choose : undefined}
                  />
                ))
              : page.threads.map((thread) => (
                  <ThreadRow key={thread.threadId} thread={thread} isOpen={thread.threadId === search.thread} />
                ))}
          </ul>
        )}
      </div>
      {page !== undefined && !isEmpty && (
        <Group justify="space-between" className={classes["listFoot"] ?? ""} wrap="nowrap" gap="xs">
          <Select
            size="xs"
            w={120}
            aria-label={texts.list.pageSize}
            data={PAGE_SIZES.map((size) => ({ value: String(size), label: texts.list.perPage(size) }))}
            value={String(search.pageSize ?? USUAL_PAGE_SIZE)}
            onChange={(value) => {
              const size = PAGE_SIZES.find((one) => String(one) === value);
              go({ ...FIRST_PAGE, pageSize: size === USUAL_PAGE_SIZE ? undefined : size });
            }}
            allowDeselect={false}
          />
          <Group gap={4} wrap="nowrap">
            <Text size="xs" c="dimmed">
              {page.pages > 0 && texts.list.pageOf(page.page + 1, page.pages)}
            </Text>
            <PageButton label={texts.list.newer} isNext={false} cursor={page.prevPageCursor} page={page.page} />
            <PageButton label={texts.list.older} isNext cursor={page.nextPageCursor} page={page.page + 2} />
          </Group>
        </Group>
      )}
    </>
  );
}

/** Messages of one's own are told apart by whom they are for. */
const isOutgoing = ({ messageSpecialUse }: MessageListEntry) =>
  messageSpecialUse === "\\Sent" || messageSpecialUse === "\\Drafts";

/** What a folder is called; its address until that is known. */
export function useFolderName(account: string, path: string): string {
  const mailbox = useMailboxes(account).data?.find((one) => one.path === path || one.specialUse === path);
  return mailbox ? folderName(mailbox) : path;
}

function ListHead({ name, list }: { name: string; list: ReturnType<typeof useList> }) {
  const { account, search, go } = useBrowse();
  const client = useQueryClient();
  const { showsThreads, isSearch } = list;
  const shown = showsThreads ? list.threads : list.messages;
  const total = shown.data?.total;
  const isExact = total !== undefined && total >= 0;
  return (
    <div className={classes["listHead"]}>
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Group gap={6} wrap="nowrap" miw={0}>
          <ActionIcon
            variant="subtle"
            color="gray"
            className={classes["toFolders"] ?? ""}
            aria-label={texts.folders.show}
            onClick={() => go({ pane: "folders" })}
          >
            <IconFolders size={18} aria-hidden />
          </ActionIcon>
          <div className={classes["listTitle"]}>
            <h2>{isSearch ? (search.everywhere ? texts.list.everywhere : texts.list.results(name)) : name}</h2>
            <Text size="xs" c="dimmed" mih="1.2rem">
              {isExact && (showsThreads ? texts.list.threadCount(total) : texts.list.count(total))}
            </Text>
          </div>
        </Group>
        <Tooltip label={texts.list.refresh}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={texts.list.refresh}
            loading={shown.isFetching && !shown.isPending}
            onClick={() => refetchMail(client, account)}
          >
            <IconRefresh size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      {!isSearch && (
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={texts.list.view}
          data={[
            { value: "messages", label: texts.list.single },
            { value: "threads", label: texts.list.threads },
          ]}
          value={search.view ?? "messages"}
          onChange={(value) =>
            go({ ...FIRST_PAGE, ...NOTHING_OPEN, view: value === "threads" ? "threads" : undefined })
          }
        />
      )}
    </div>
  );
}

/** Cursors stay true while mail arrives; where there are none the numbers of pages do. */
function PageButton({
  label,
  isNext,
  cursor,
  page,
}: {
  label: string;
  isNext: boolean;
  cursor: string | null;
  page: number;
}) {
  const { go } = useBrowse();
  return (
    <ActionIcon
      variant="default"
      size={28}
      aria-label={label}
      title={label}
      disabled={cursor === null}
      onClick={() => go(page > 1 ? { cursor: cursor ?? undefined, page } : FIRST_PAGE)}
    >
      {isNext ? <IconChevronRight size={16} aria-hidden /> : <IconChevronLeft size={16} aria-hidden />}
    </ActionIcon>
  );
}

function NoMessages({ isSearch }: { isSearch: boolean }) {
  const { search, go } = useBrowse();
  const isPastEnd = search.page !== undefined;
  return (
    <div className={classes["empty"]} role="status">
      <IconMailOff size={34} stroke={1.4} aria-hidden />
      <Text fw={650}>{isPastEnd ? texts.list.pastEnd : isSearch ? texts.list.notFound : texts.list.empty}</Text>
      {isPastEnd ? (
        <Button variant="default" size="xs" onClick={() => go(FIRST_PAGE)}>
          {texts.list.firstPage}
        </Button>
      ) : isSearch ? (
        <Button
          variant="default"
          size="xs"
          onClick={() => go(Object.fromEntries(SEARCH_NAMES.map((name) => [name, undefined])))}
        >
          {texts.list.endSearch}
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          {texts.list.emptyText}
        </Text>
      )}
    </div>
  );
}

function RowsLoading() {
  return (
    <div role="status" className={classes["rows"]}>
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className={classes["row"]}>
          <div className={classes["rowBody"]}>
            <Skeleton height={13} width={`${45 + ((row * 13) % 30)}%`} my={4} />
            <Skeleton height={13} width={`${60 + ((row * 17) % 35)}%`} my={4} />
          </div>
        </div>
      ))}
    </div>
  );
}
