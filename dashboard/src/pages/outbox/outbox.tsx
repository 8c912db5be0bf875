import { Button, Group, Menu, Select, Text } from "@mantine/core";
import { OUTBOX_STATES, type OutboxEntry } from "@posthorn/contracts/outbox";
import { IconClock, IconMailForward, IconPlayerPlay, IconRefresh, IconTrash } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { MenuLink, TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { emptyKind } from "../../empty-kind.ts";
import { useOutbox } from "../../queries/outbox.ts";
import { toApiPaging } from "../../url-search.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { CancelEntries } from "./cancel-entries.tsx";
import { useEntryActions } from "./entry-actions.ts";
import { RescheduleDialog } from "./reschedule-dialog.tsx";
import { lastAnswer, outboxLabel } from "./state-label.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/outbox");
const icon = { size: 16, "aria-hidden": true } as const;

export function Outbox() {
  const { account, state, move, page, pageSize } = route.useSearch();
  const [, change] = useUrlSearch();
  const outbox = useOutbox({
    ...toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }),
    ...(account && { account }),
    ...(state && { state }),
  });
  const actions = useEntryActions();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [doomed, setDoomed] = useState<readonly OutboxEntry[]>([]);
  // What was sent meanwhile, or stands on another page, is not meant any more.
  const entries = outbox.data?.messages.filter(({ queueId }) => chosen.has(queueId)) ?? [];
  const failed = entries.filter(actions.canRetry);
  const moved = outbox.data?.messages.find((entry) => entry.queueId === move && actions.canReschedule(entry));
  const isEmpty = outbox.data?.messages.length === 0;
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      <Group gap="sm">
        <AccountPicker
          aria-label={texts.account}
          placeholder={texts.allAccounts}
          value={account ?? null}
          onChange={(value) => change({ account: value ?? undefined })}
          w={230}
        />
        <Select
          aria-label={texts.state}
          placeholder={texts.allStates}
          data={OUTBOX_STATES.map((value) => ({ value, label: texts.states[value] }))}
          value={state ?? null}
          onChange={(value) => change({ state: value ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": texts.allStates }}
          w={200}
        />
      </Group>
      {entries.length > 0 && (
        <Group gap="xs">
          {failed.length > 0 && (
            <Button
              variant="default"
              leftSection={<IconRefresh {...icon} />}
              disabled={actions.isBusy}
              onClick={() => actions.retry(...failed)}
            >
              {texts.retryThese(failed.length)}
            </Button>
          )}
          <Button variant="default" leftSection={<IconTrash {...icon} />} onClick={() => setDoomed(entries)}>
            {texts.deleteThese(entries.length)}
          </Button>
        </Group>
      )}
      {outbox.isError ? (
        <ErrorState error={outbox.error} onRetry={() => void outbox.refetch()} isRetrying={outbox.isFetching} />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({
            isFiltered: account !== undefined || state !== undefined,
            page,
            total: outbox.data?.total ?? 0,
          })}
          icon={<IconMailForward size={36} stroke={1.5} />}
          filters={["account", "state"]}
        >
          {texts.empty}
        </EmptyState>
      ) : (
        <DataTable
          label={texts.title}
          columns={columns}
          rows={outbox.data?.messages}
          keyOf={({ queueId }) => queueId}
          nameOf={({ subject }) => subject || texts.noSubject}
          selection={
            actions.canCancel
              ? {
                  chosen,
                  onChange: setChosen,
                  labelOf: ({ subject }: OutboxEntry) => texts.choose(subject || texts.noSubject),
                  labelOfAll: texts.chooseAll,
                }
              : undefined
          }
          menuOf={(entry) => (
            <>
              <MenuLink to="/outbox/$queueId" params={{ queueId: entry.queueId }}>
                {texts.open}
              </MenuLink>
              {actions.canSendNow(entry) && (
                <Menu.Item leftSection={<IconPlayerPlay {...icon} />} onClick={() => actions.sendNow(entry)}>
                  {texts.sendNow}
                </Menu.Item>
              )}
              {actions.canRetry(entry) && (
                <Menu.Item leftSection={<IconRefresh {...icon} />} onClick={() => actions.retry(entry)}>
                  {texts.retry}
                </Menu.Item>
              )}
              {actions.canReschedule(entry) && (
                <Menu.Item leftSection={<IconClock {...icon} />} onClick={() => change({ move: entry.queueId, page })}>
                  {texts.reschedule}
                </Menu.Item>
              )}
              {actions.canCancel && (
                <Menu.Item color="red" leftSection={<IconTrash {...icon} />} onClick={() => setDoomed([entry])}>
                  {texts.delete}
                </Menu.Item>
              )}
            </>
          )}
        />
      )}
      {outbox.data && !isEmpty && (
        <Paging list={outbox.data} shown={outbox.data.messages.length} counted={texts.counted} />
      )}
      <CancelEntries entries={doomed} onClose={() => setDoomed([])} />
      <RescheduleDialog entry={moved} onClose={() => change({ move: undefined, page })} />
    </>
  );
}

function recipientsOf({ envelope }: OutboxEntry): string {
  const [first, ...others] = envelope?.to ?? [];
  if (first === undefined) return texts.noRecipients;
  return others.length === 0 ? first : texts.moreRecipients(first, others.length);
}

const columns: readonly Column<OutboxEntry>[] = [
  {
    header: texts.columns.message,
    cell: (entry) => (
      <div>
        <Link to="/outbox/$queueId" params={{ queueId: entry.queueId }} className={rowLinkClass}>
          {entry.subject || texts.noSubject}
        </Link>
        <Text size="xs" c="dimmed">
          {recipientsOf(entry)}
        </Text>
      </div>
    ),
  },
  {
    header: texts.columns.account,
    cell: ({ account, gateway }) => (
      <div>
        <TextLink to="/accounts/$account" params={{ account }} size="sm">
          {account}
        </TextLink>
        {gateway && (
          <Text size="xs" c="dimmed">
            {texts.through(gateway)}
          </Text>
        )}
      </div>
    ),
  },
  { header: texts.columns.state, cell: (entry) => <StateBadge label={outboxLabel(entry)} /> },
  {
    header: texts.columns.attempts,
    cell: ({ attemptsMade = 0, attempts = 0 }) => <Text size="sm">{texts.attempts(attemptsMade, attempts)}</Text>,
  },
  { header: texts.columns.next, cell: (entry) => <NextTry entry={entry} /> },
  {
    header: texts.columns.reply,
    cell: (entry) => (
      <Text size="xs" c="dimmed" lineClamp={2} maw={260} title={lastAnswer(entry)}>
        {lastAnswer(entry)}
      </Text>
    ),
  },
];

function NextTry({ entry: { state, nextAttempt, scheduled } }: { entry: OutboxEntry }) {
  if (state === "failed" || nextAttempt === false) return <Text size="sm">{texts.never}</Text>;
  const at = nextAttempt ?? scheduled;
  return state === "delayed" && at ? <RelativeTime at={at} /> : <Text size="sm">{texts.soon}</Text>;
}
