import { Menu, Stack, Text } from "@mantine/core";
import { deleteOAuth2App, type OAuth2AppEntry, updateOAuth2App } from "@posthorn/contracts/oauth2-apps";
import { IconKey, IconTrash } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { MenuLink } from "../../components/link.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { emptyKind } from "../../empty-kind.ts";
import { useApplications } from "../../queries/applications.ts";
import { useMay } from "../../queries/session.ts";
import { toApiPaging } from "../../url-search.ts";
import { kindOf } from "../application/application-form.ts";
import { applicationState } from "./application-state.ts";
import { DeleteApplication } from "./delete-application.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/applications");

/** The OAuth2 applications, newest first. */
export function ApplicationList({ add }: { add: ReactNode }) {
  const { page, pageSize } = route.useSearch();
  const applications = useApplications(toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }));
  const [doomed, setDoomed] = useState<OAuth2AppEntry>();
  const mayEdit = useMay(updateOAuth2App);
  const mayDelete = useMay(deleteOAuth2App);
  const { data } = applications;
  if (applications.isError)
    return (
      <ErrorState
        error={applications.error}
        onRetry={() => void applications.refetch()}
        isRetrying={applications.isFetching}
      />
    );
  if (data?.apps.length === 0)
    return (
      <EmptyState
        kind={emptyKind({ isFiltered: false, page, total: data.total })}
        icon={<IconKey size={36} stroke={1.5} />}
        action={add}
      >
        {texts.empty}
      </EmptyState>
    );
  return (
    <Stack>
      <DataTable
        label={texts.title}
        columns={columns}
        rows={data?.apps}
        keyOf={({ id }) => id}
        nameOf={({ name, id }) => name ?? id}
        menuOf={(app) => (
          <>
            <MenuLink to="/applications/$app" params={{ app: app.id }}>
              {texts.open}
            </MenuLink>
            {mayEdit && (
              <MenuLink to="/applications/$app/edit" params={{ app: app.id }}>
                {texts.edit}
              </MenuLink>
            )}
            {mayDelete && (
              <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setDoomed(app)}>
                {texts.delete}
              </Menu.Item>
            )}
          </>
        )}
      />
      {data && <Paging list={data} shown={data.apps.length} counted={texts.counted} />}
      {doomed && <DeleteApplication application={doomed} onClose={() => setDoomed(undefined)} />}
    </Stack>
  );
}

const columns: readonly Column<OAuth2AppEntry>[] = [
  {
    header: texts.columns.application,
    cell: ({ id, name, description }) => (
      <div>
        <Link to="/applications/$app" params={{ app: id }} className={rowLinkClass}>
          {name ?? id}
        </Link>
        {description && (
          <Text size="xs" c="dimmed" lineClamp={2} maw={320}>
            {description}
          </Text>
        )}
      </div>
    ),
  },
  {
    header: texts.columns.provider,
    cell: (app) => (
      <div>
        <Text size="sm">{texts.providers[kindOf(app)]}</Text>
        {(app.clientId ?? app.serviceClient) && <ShortId id={app.clientId ?? app.serviceClient ?? ""} />}
      </div>
    ),
  },
  {
    header: texts.columns.served,
    cell: ({ baseScopes }) => <Text size="sm">{baseScopes ? texts.bases[baseScopes] : texts.none}</Text>,
  },
  { header: texts.columns.state, cell: (app) => <StateBadge label={applicationState(app)} /> },
  { header: texts.columns.created, cell: ({ created }) => (created ? <RelativeTime at={created} /> : texts.none) },
];
