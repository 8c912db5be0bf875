import { Group, Menu, Select } from "@mantine/core";
import { type AccountListEntry, createAccount, deleteAccount, updateAccount } from "@posthorn/contracts/accounts";
import { listOAuth2Apps } from "@posthorn/contracts/oauth2-apps";
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
import { useApplicationNames } from "../../queries/applications.ts";
import { useMay } from "../../queries/session.ts";
import { toApiPaging } from "../../url-search.ts";
import { AccountKind } from "./account-kind.tsx";
import { ApplicationFilter } from "./application-filter.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { DeleteAccount } from "./delete-account.tsx";
import { ExportButton } from "./export-button.tsx";
import { STATE_OPTIONS } from "./state-options.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/accounts");

export function Accounts() {
  const { query, state, app, page, pageSize } = route.useSearch();
  const [, change] = useUrlSearch();
  const filter = { ...(query && { query }), ...(state && { state }), ...(app && { app }) };
  const accounts = useAccounts({
    ...toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }),
    ...filter,
  });
  const applications = useApplicationNames({ isWanted: useMay(listOAuth2Apps) });
  const names = new Map(applications.data?.apps.map(({ id, name }) => [id, name ?? id]));
  const [doomed, setDoomed] = useState<AccountListEntry>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // What was chosen under another filter might not be seen any more.
  const narrowed = JSON.stringify(filter);
  const [chosenWithin, setChosenWithin] = useState(narrowed);
  if (chosenWithin !== narrowed) {
    setChosenWithin(narrowed);
    setChosen(new Set());
  }
  const mayAdd = useMay(createAccount);
  const mayEdit = useMay(updateAccount);
  const mayDelete = useMay(deleteAccount);
  const button = mayAdd && (
    <ButtonLink to="/add-account" leftSection={<IconPlus size={17} aria-hidden />}>
      {texts.add}
    </ButtonLink>
  );
  const isEmpty = accounts.data?.accounts.length === 0;
  return (
    <>
      <PageHeader
        title={texts.title}
        description={texts.description}
        actions={
          <>
            {accounts.data && !isEmpty && <ExportButton filter={filter} />}
            {button}
          </>
        }
      />
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
          w={210}
        />
        <ApplicationFilter value={app} names={names} />
      </Group>
      <BulkBar chosen={chosen} onChange={setChosen} filter={filter} total={accounts.data?.total ?? 0} />
      {accounts.isError ? (
        <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} isRetrying={accounts.isFetching} />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({
            query,
            isFiltered: state !== undefined || app !== undefined,
            page,
            total: accounts.data?.total ?? 0,
          })}
          icon={<IconMailbox size={36} stroke={1.5} />}
          filters={["state", "app"]}
          action={button}
        >
          {texts.empty}
        </EmptyState>
      ) : (
        <DataTable
          label={texts.title}
          columns={columnsOf(names)}
          rows={accounts.data?.accounts}
          keyOf={({ account }) => account}
          nameOf={nameOf}
          selection={
            // Whoever may not even connect anew can do nothing with many at once.
            mayEdit
              ? {
                  chosen,
                  onChange: setChosen,
                  labelOf: (entry) => texts.choice.row(nameOf(entry)),
                  labelOfAll: texts.choice.page,
                }
              : undefined
          }
          menuOf={(entry) => (
            <>
              <MenuLink to="/accounts/$account" params={{ account: entry.account }}>
                {texts.open}
              </MenuLink>
              {mayEdit && (
                <MenuLink to="/accounts/$account/edit" params={{ account: entry.account }}>
                  {texts.edit}
                </MenuLink>
              )}
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
      {accounts.data && !isEmpty && (
        <Paging list={accounts.data} shown={accounts.data.accounts.length} counted={texts.counted} />
      )}
      <DeleteAccount account={doomed} onClose={() => setDoomed(undefined)} />
    </>
  );
}

const nameOf = ({ name, account }: AccountListEntry) => name || account;

const columnsOf = (applications: ReadonlyMap<string, string>): readonly Column<AccountListEntry>[] => [
  {
    header: texts.columns.account,
    cell: (entry) => (
      <div>
        <Link to="/accounts/$account" params={{ account: entry.account }} className={rowLinkClass}>
          {nameOf(entry)}
        </Link>
        <div>
          <ShortId id={entry.account} />
        </div>
      </div>
    ),
  },
  { header: texts.columns.email, cell: ({ email }) => email ?? texts.none },
  {
    header: texts.columns.type,
    cell: ({ type, app, host }) => <AccountKind type={type} application={applications.get(app ?? "")} host={host} />,
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
