import { Alert, Button, Group, Menu, Text } from "@mantine/core";
import { getSettings, updateSettings } from "@posthorn/contracts/settings";
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  updateWebhookEndpoint,
  type WebhookEndpointEntry,
} from "@posthorn/contracts/webhook-endpoints";
import {
  IconInfoCircle,
  IconListDetails,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlus,
  IconSettings,
  IconTrash,
  IconWebhook,
} from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink, MenuLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Paging } from "../../components/paging.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { emptyKind } from "../../empty-kind.ts";
import { formatNumber } from "../../languages/format.ts";
import { useMay } from "../../queries/session.ts";
import { useUpdateSettings } from "../../queries/settings.ts";
import { useUpdateEndpoint, useWebhookEndpoints } from "../../queries/webhook-endpoints.ts";
import { toApiPaging } from "../../url-search.ts";
import { DeleteEndpoint } from "./delete-endpoint.tsx";
import { kindOf } from "./endpoint-form.ts";
import { endpointLabel } from "./endpoint-label.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/webhooks");

export function Webhooks() {
  const { page, pageSize } = route.useSearch();
  const endpoints = useWebhookEndpoints(toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }));
  const mayCreate = useMay(createWebhookEndpoint);
  const mayDelete = useMay(deleteWebhookEndpoint);
  const mayUpdate = useMay(updateWebhookEndpoint);
  const maySet = useMay(getSettings);
  const [doomed, setDoomed] = useState<WebhookEndpointEntry>();
  const add = mayCreate && (
    <ButtonLink to="/webhooks/new" leftSection={<IconPlus size={17} aria-hidden />}>
      {texts.create}
    </ButtonLink>
  );
  const rows = endpoints.data?.endpoints;
  const isEmpty = rows?.length === 0;
  return (
    <>
      <PageHeader
        title={texts.title}
        description={texts.description}
        actions={
          <>
            <ButtonLink
              to="/webhooks/deliveries"
              variant="default"
              leftSection={<IconListDetails size={17} aria-hidden />}
            >
              {texts.deliveries}
            </ButtonLink>
            {maySet && (
              <ButtonLink
                to="/settings/{-$group}"
                params={{ group: "webhooks" }}
                variant="default"
                leftSection={<IconSettings size={17} aria-hidden />}
              >
                {texts.settings}
              </ButtonLink>
            )}
            {add}
          </>
        }
      />
      {rows?.[0]?.webhooksEnabled === false && <SwitchedOff />}
      {endpoints.isError ? (
        <ErrorState
          error={endpoints.error}
          onRetry={() => void endpoints.refetch()}
          isRetrying={endpoints.isFetching}
        />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({ isFiltered: false, page, total: endpoints.data?.total ?? 0 })}
          icon={<IconWebhook size={36} stroke={1.5} />}
          action={add}
        />
      ) : (
        <DataTable
          label={texts.title}
          columns={columns}
          rows={rows}
          keyOf={({ id }) => id}
          nameOf={nameOf}
          menuOf={(endpoint) => (
            <>
              <MenuLink to="/webhooks/$endpoint" params={{ endpoint: endpoint.id }}>
                {texts.open}
              </MenuLink>
              {mayUpdate && <PauseItem endpoint={endpoint} />}
              {mayDelete && kindOf(endpoint.id) === "own" && (
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => setDoomed(endpoint)}
                >
                  {texts.delete}
                </Menu.Item>
              )}
            </>
          )}
        />
      )}
      {endpoints.data && !isEmpty && (
        <Paging list={endpoints.data} shown={endpoints.data.endpoints.length} counted={texts.counted} />
      )}
      <DeleteEndpoint endpoint={doomed} onClose={() => setDoomed(undefined)} />
    </>
  );
}

const nameOf = ({ id, name }: WebhookEndpointEntry) => (id === "default" ? texts.kinds.default : name);

function SwitchedOff() {
  const update = useUpdateSettings();
  const may = useMay(updateSettings);
  return (
    <Alert color="orange" variant="light" icon={<IconInfoCircle aria-hidden />} title={texts.off}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{texts.offText}</Text>
        {may && (
          <Button
            size="xs"
            variant="default"
            loading={update.isPending}
            onClick={() =>
              update.mutate(
                { webhooksEnabled: true },
                { onSuccess: () => showDone(texts.switchedOn), onError: (error) => showFault(error) },
              )
            }
          >
            {texts.switchOn}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

function PauseItem({ endpoint: { id, paused } }: { endpoint: WebhookEndpointEntry }) {
  const update = useUpdateEndpoint(id);
  async function toggle() {
    try {
      await update({ paused: !paused });
      showDone(paused ? texts.resumed : texts.paused);
    } catch (error) {
      showFault(error);
    }
  }
  return (
    <Menu.Item
      leftSection={paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
      onClick={() => void toggle()}
    >
      {paused ? texts.resume : texts.pause}
    </Menu.Item>
  );
}

const columns: readonly Column<WebhookEndpointEntry>[] = [
  {
    header: texts.columns.endpoint,
    cell: (endpoint) => (
      <div>
        <Link to="/webhooks/$endpoint" params={{ endpoint: endpoint.id }} className={rowLinkClass}>
          {nameOf(endpoint)}
        </Link>
        <Text size="xs" c="dimmed" maw={320} lineClamp={2}>
          {endpoint.id === "default" ? texts.kinds.defaultText : endpoint.description}
        </Text>
      </div>
    ),
  },
  {
    header: texts.columns.target,
    cell: ({ targetUrl }) =>
      targetUrl === "" ? (
        <Text size="sm" c="dimmed">
          {texts.noAddress}
        </Text>
      ) : (
        <Text size="sm" maw={320} lineClamp={2} title={targetUrl}>
          {targetUrl}
        </Text>
      ),
  },
  {
    header: texts.columns.events,
    cell: ({ events, accounts, hasFn, hasMap, filter }) => (
      <div>
        <Text size="sm">
          {events === null
            ? texts.allEvents
            : events.length === 0
              ? texts.noEvents
              : events.length === 1
                ? events[0]
                : texts.eventCount(events.length)}
        </Text>
        {accounts !== null && (
          <Text size="xs" c="dimmed">
            {texts.accountCount(accounts.length)}
          </Text>
        )}
        {(hasFn || filter !== null) && (
          <Text size="xs" c="dimmed">
            {texts.filtered}
          </Text>
        )}
        {hasMap && (
          <Text size="xs" c="dimmed">
            {texts.mapped}
          </Text>
        )}
      </div>
    ),
  },
  { header: texts.columns.state, cell: (endpoint) => <StateBadge label={endpointLabel(endpoint)} /> },
  { header: texts.columns.deliveries, cell: ({ tcount }) => formatNumber(tcount) },
];
