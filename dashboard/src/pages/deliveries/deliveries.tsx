import { Button, Group, Menu, Select, Text, TextInput } from "@mantine/core";
import { retryDeliveries, retryDelivery, type WebhookDelivery } from "@posthorn/contracts/webhook-log";
import { deleteFailedDelivery } from "@posthorn/contracts/webhooks";
import { IconChevronRight, IconChevronsLeft, IconListDetails, IconRefresh, IconTrash } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { MenuLink, TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { formatDate } from "../../languages/format.ts";
import {
  type DeliveryFilter,
  useDeliveries,
  useDropDeliveries,
  useRetryAll,
  useRetryThese,
} from "../../queries/deliveries.ts";
import { useMay } from "../../queries/session.ts";
import { useEndpointNames } from "../../queries/webhook-endpoints.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { DeliveryTable } from "./delivery-table.tsx";
import { EVENT_FILTERS, STATE_FILTERS } from "./filters.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/webhooks/deliveries");

const PAGE_SIZE = 50;

export function Deliveries() {
  const { cursor, state, since, until, ...rest } = route.useSearch();
  const [, change] = useUrlSearch();
  const choice = { ...rest, ...timesOf(since, until) };
  const deliveries = useDeliveries({
    ...choice,
    ...(state && { state }),
    ...(cursor && { cursor }),
    pageSize: PAGE_SIZE,
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const may = { retry: useMay(retryDelivery), retryAll: useMay(retryDeliveries), drop: useMay(deleteFailedDelivery) };
  const rows = deliveries.data?.deliveries;
  const isEmpty = rows?.length === 0;
  const isFiltered = state !== undefined || since !== undefined || until !== undefined || Object.keys(rest).length > 0;
  const next = deliveries.data?.nextCursor ?? undefined;
  return (
    <>
      <PageHeader
        title={texts.title}
        description={texts.description}
        parent={<TextLink to="/webhooks">{texts.back}</TextLink>}
        actions={
          may.retryAll && (state === "failed" || state === "dropped") && <RetryAll choice={choice} state={state} />
        }
      />
      <Filters />
      {chosen.size > 0 && (
        <Chosen
          ids={[...chosen]}
          mayRetry={may.retry}
          mayDrop={may.drop && rows?.every(({ id, state: now }) => !chosen.has(id) || now === "failed") === true}
          onDone={() => setChosen(new Set())}
        />
      )}
      {deliveries.isError ? (
        <ErrorState
          error={deliveries.error}
          onRetry={() => void deliveries.refetch()}
          isRetrying={deliveries.isFetching}
        />
      ) : isEmpty ? (
        <EmptyState
          kind={isFiltered || cursor !== undefined ? "filter" : "nothing"}
          icon={<IconListDetails size={36} stroke={1.5} />}
          filters={FILTERS}
        >
          {texts.empty}
        </EmptyState>
      ) : (
        <DeliveryTable
          label={texts.title}
          deliveries={rows}
          withEndpoint
          selection={
            may.retry
              ? {
                  chosen,
                  onChange: setChosen,
                  labelOf: ({ event, created }: WebhookDelivery) => texts.choose(event, formatDate(created)),
                  labelOfAll: texts.chooseAll,
                }
              : undefined
          }
          menuOf={(delivery) => <Entries delivery={delivery} mayRetry={may.retry} />}
        />
      )}
      {(cursor !== undefined || next !== undefined) && (
        <Group justify="flex-end" gap="xs">
          {cursor !== undefined && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconChevronsLeft size={15} aria-hidden />}
              onClick={() => change({ cursor: undefined })}
            >
              {texts.newest}
            </Button>
          )}
          {next !== undefined && (
            <Button
              variant="default"
              size="xs"
              rightSection={<IconChevronRight size={15} aria-hidden />}
              onClick={() => change({ cursor: next })}
            >
              {texts.older}
            </Button>
          )}
        </Group>
      )}
    </>
  );
}

const FILTERS = ["endpoint", "account", "event", "eventId", "replay", "state", "since", "until", "cursor"];

/** Times of the address are those of the browser's zone, as the fields have them. */
const timesOf = (since: string | undefined, until: string | undefined): Pick<DeliveryFilter, "since" | "until"> => ({
  ...(since && !Number.isNaN(Date.parse(since)) && { since: new Date(since).toISOString() }),
  ...(until && !Number.isNaN(Date.parse(until)) && { until: new Date(until).toISOString() }),
});

function Filters() {
  const { endpoint, account, event, state, since, until, replay, eventId } = route.useSearch();
  const [, change] = useUrlSearch();
  const endpoints = useEndpointNames();
  const known = (endpoints.data?.endpoints ?? []).map(({ id, name }) => ({
    value: id,
    label: id === "default" ? texts.defaultEndpoint : name,
  }));
  const narrow = (changes: Record<string, unknown>) => change({ ...changes, cursor: undefined });
  const isKnown = endpoint === undefined || known.some(({ value }) => value === endpoint);
  return (
    <>
      <Group gap="sm" align="flex-end">
        <Select
          label={texts.filters.endpoint}
          placeholder={texts.filters.everyEndpoint}
          data={isKnown ? known : [{ value: endpoint, label: endpoint }, ...known]}
          value={endpoint ?? null}
          onChange={(value) => narrow({ endpoint: value ?? undefined })}
          searchable
          clearable
          clearButtonProps={{ "aria-label": texts.filters.everyEndpoint }}
          w={190}
        />
        <AccountPicker
          label={texts.filters.account}
          placeholder={texts.filters.everyAccount}
          value={account ?? null}
          onChange={(value) => narrow({ account: value ?? undefined })}
          w={190}
        />
        <Select
          label={texts.filters.event}
          placeholder={texts.filters.everyEvent}
          data={[...EVENT_FILTERS]}
          value={event ?? null}
          onChange={(value) => narrow({ event: value ?? undefined })}
          searchable
          clearable
          clearButtonProps={{ "aria-label": texts.filters.everyEvent }}
          w={180}
        />
        <Select
          label={texts.filters.state}
          placeholder={texts.filters.everyState}
          data={STATE_FILTERS.map((value) => ({ value, label: texts.states[value] }))}
          value={state ?? null}
          onChange={(value) => narrow({ state: value ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": texts.filters.everyState }}
          w={150}
        />
        <TextInput
          type="datetime-local"
          label={texts.filters.since}
          value={since ?? ""}
          onChange={({ currentTarget }) => narrow({ since: currentTarget.value || undefined })}
          w={190}
        />
        <TextInput
          type="datetime-local"
          label={texts.filters.until}
          value={until ?? ""}
          onChange={({ currentTarget }) => narrow({ until: currentTarget.value || undefined })}
          w={190}
        />
      </Group>
      {(replay !== undefined || eventId !== undefined) && (
        <Group gap="sm">
          <Text size="sm">{replay === undefined ? texts.filters.eventId : texts.filters.replay}</Text>
          <Button size="compact-sm" variant="default" onClick={() => narrow({ replay: undefined, eventId: undefined })}>
            {texts.filters.showAll}
          </Button>
        </Group>
      )}
    </>
  );
}

function Entries({ delivery: { id, state }, mayRetry }: { delivery: WebhookDelivery; mayRetry: boolean }) {
  const retry = useRetryThese();
  return (
    <>
      <MenuLink to="/webhooks/deliveries/$delivery" params={{ delivery: id }}>
        {texts.open}
      </MenuLink>
      {mayRetry && state !== "pending" && (
        <Menu.Item
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() =>
            retry.mutate([id], {
              onSuccess: (count) => showDone(texts.retried(count)),
              onError: (error) => showFault(error),
            })
          }
        >
          {texts.retryOne}
        </Menu.Item>
      )}
    </>
  );
}

interface ChosenProps {
  ids: string[];
  mayRetry: boolean;
  mayDrop: boolean;
  onDone: () => void;
}

/** What can be done with those that were chosen. */
function Chosen({ ids, mayRetry, mayDrop, onDone }: ChosenProps) {
  const retry = useRetryThese();
  const drop = useDropDeliveries();
  const [isAsking, setAsking] = useState(false);
  return (
    <Group gap="xs">
      {mayRetry && (
        <Button
          size="xs"
          leftSection={<IconRefresh size={15} aria-hidden />}
          loading={retry.isPending}
          onClick={() =>
            retry.mutate(ids, {
              onSuccess: (count) => {
                showDone(texts.retried(count));
                onDone();
              },
              onError: (error) => showFault(error),
            })
          }
        >
          {texts.again(ids.length)}
        </Button>
      )}
      {mayDrop && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTrash size={15} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          {texts.drop(ids.length)}
        </Button>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={texts.dropTitle(ids.length)}
        text={texts.dropText}
        action={texts.drop(ids.length)}
        onConfirm={async () => {
          await drop.mutateAsync(ids);
          showDone(texts.dropped);
          onDone();
        }}
      />
    </Group>
  );
}

function RetryAll({ choice, state }: { choice: DeliveryFilter; state: "failed" | "dropped" }) {
  const retry = useRetryAll();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button leftSection={<IconRefresh size={17} aria-hidden />} onClick={() => setAsking(true)}>
        {state === "failed" ? texts.allFailed : texts.allDropped}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={texts.allTitle}
        text={state === "failed" ? texts.allText : texts.allDroppedText}
        action={texts.allAction}
        onConfirm={async () => {
          const count = await retry.mutateAsync({ ...choice, state });
          showDone(texts.retried(count));
        }}
      />
    </>
  );
}
