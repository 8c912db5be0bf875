import { Menu, Text } from "@mantine/core";
import { createGateway, deleteGateway, type GatewayListEntry } from "@posthorn/contracts/gateways";
import { IconPlus, IconServer2, IconTrash } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink, MenuLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { emptyKind } from "../../empty-kind.ts";
import { formatNumber } from "../../languages/format.ts";
import { useGateways } from "../../queries/gateways.ts";
import { useMay } from "../../queries/session.ts";
import { toApiPaging } from "../../url-search.ts";
import { DeleteGateway } from "./delete-gateway.tsx";
import { gatewayFault, gatewayLabel } from "./gateway-label.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/gateways");

export function Gateways() {
  const { page, pageSize } = route.useSearch();
  const gateways = useGateways(toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }));
  const mayCreate = useMay(createGateway);
  const mayDelete = useMay(deleteGateway);
  const [doomed, setDoomed] = useState<GatewayListEntry>();
  const add = mayCreate && (
    <ButtonLink to="/gateways/new" leftSection={<IconPlus size={17} aria-hidden />}>
      {texts.create}
    </ButtonLink>
  );
  const isEmpty = gateways.data?.gateways.length === 0;
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} actions={add} />
      {gateways.isError ? (
        <ErrorState error={gateways.error} onRetry={() => void gateways.refetch()} isRetrying={gateways.isFetching} />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({ isFiltered: false, page, total: gateways.data?.total ?? 0 })}
          icon={<IconServer2 size={36} stroke={1.5} />}
          action={add}
        >
          {texts.empty}
        </EmptyState>
      ) : (
        <DataTable
          label={texts.title}
          columns={columns}
          rows={gateways.data?.gateways}
          keyOf={({ gateway }) => gateway}
          nameOf={({ name }) => name}
          menuOf={(entry) => (
            <>
              <MenuLink to="/gateways/$gateway" params={{ gateway: entry.gateway }}>
                {texts.open}
              </MenuLink>
              {mayDelete && (
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => setDoomed(entry)}
                >
                  {texts.delete}
                </Menu.Item>
              )}
            </>
          )}
        />
      )}
      {gateways.data && !isEmpty && (
        <Paging list={gateways.data} shown={gateways.data.gateways.length} counted={texts.counted} />
      )}
      <DeleteGateway gateway={doomed} onClose={() => setDoomed(undefined)} />
    </>
  );
}

const columns: readonly Column<GatewayListEntry>[] = [
  {
    header: texts.columns.gateway,
    cell: ({ gateway, name }) => (
      <div>
        <Link to="/gateways/$gateway" params={{ gateway }} className={rowLinkClass}>
          {name}
        </Link>
        <div>
          <ShortId id={gateway} />
        </div>
      </div>
    ),
  },
  {
    header: texts.columns.state,
    cell: (entry) => (
      <div>
        <StateBadge label={gatewayLabel(entry)} />
        <Text size="xs" c="dimmed" mt={3} maw={320} lineClamp={2}>
          {gatewayFault(entry)}
        </Text>
      </div>
    ),
  },
  { header: texts.columns.deliveries, cell: ({ deliveries }) => formatNumber(deliveries) },
  {
    header: texts.columns.lastUse,
    cell: ({ lastUse }) => (lastUse ? <RelativeTime at={lastUse} /> : <Text size="sm">{texts.never}</Text>),
  },
];
