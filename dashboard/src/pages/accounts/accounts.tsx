import { Group, Menu, Select, Text } from "@mantine/core";
import type { AccountListEntry } from "@posthorn/contracts/accounts";
import { stateLabel } from "@posthorn/contracts/state-label";
import { IconMailbox, IconPlus, IconTrash } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink, MenuLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { SearchBox } from "../../components/search-box.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { emptyKind } from "../../empty-kind.ts";
import { useAccounts } from "../../queries/accounts.ts";
import { toApiPaging } from "../../url-search.ts";
import { DeleteAccount } from "./delete-account.tsx";
import { STATE_OPTIONS } from "./state-options.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/accounts");

export function Accounts() {
  const { query, state, page, pageSize } = route.useSearch();
  const [, change] = useUrlSearch();
  const accounts = useAccounts({
    ...toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }),
    ...(query && { query }),
    ...(state && { state }),
  });
  const [doomed, setDoomed] = useState<AccountListEntry>();
  const button = (
    <ButtonLink to="/add-account" leftSection={<IconPlus size={17} aria-hidden />}>
      {texts.add}
    </ButtonLink>
  );
  const isEmpty = accounts.data?.accounts.length === 0;
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} actions={button} />
      <Group gap="sm">
        <SearchBox label={texts.search} />
        <Select
          aria-label={texts.state}
          placeholder={texts.allStates}
          data={STATE_OPTIONS}
          value={state ?? null}
          onChange={(value) => change({ state: value ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": texts.allStates }}
          w={230}
        />
      </Group>
      {accounts.isError ? (
        <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} isRetrying={accounts.isFetching} />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({ query, isFiltered: state !== undefined, page, total: accounts.data?.total ?? 0 })}
          icon={<IconMailbox size={36} stroke={1.5} />}
          filters={["state"]}
          action={button}
        >
          {texts.empty}
        </EmptyState>
      ) : (
        <DataTable
          label={texts.title}
          columns={columns}
          rows={accounts.data?.accounts}
          keyOf={({ account }) => account}
          nameOf={({ name, account }) => name || account}
          menuOf={(entry) => (
            <>
              <MenuLink to="/accounts/$account" params={{ account: entry.account }}>
                {texts.open}
              </MenuLink>
              <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setDoomed(entry)}>
                {texts.delete}
              </Menu.Item>
            </>
          )}
        />
      )}
      {accounts.data && !isEmpty && (
        <Paging list={accounts.data} shown={accounts.data.accounts.length} counted={texts.counted} />
      )}
      <DeleteAccount account={doomed} onClose={() => setDoomed(undefined)} />
    </>
  );
}

const columns: readonly Column<AccountListEntry>[] = [
  {
    header: texts.columns.account,
    cell: ({ account, name }) => (
      <div>
        <Link to="/accounts/$account" params={{ account }} className={rowLinkClass}>
          {name || account}
        </Link>
        <div>
          <ShortId id={account} />
        </div>
      </div>
    ),
  },
  { header: texts.columns.email, cell: ({ email }) => email ?? texts.none },
  {
    header: texts.columns.type,
    cell: ({ type }) => (
      <Text size="sm" c="dimmed">
        {texts.types[type]}
      </Text>
    ),
  },
  {
    header: texts.columns.state,
    cell: ({ state, lastError }) => <StateBadge label={stateLabel(state, lastError ?? null)} />,
  },
  {
    header: texts.columns.synced,
    cell: ({ syncTime }) => (syncTime ? <RelativeTime at={syncTime} /> : texts.none),
  },
];
