import { Badge, Button, Group, Menu, Text } from "@mantine/core";
import { createUser, deleteUser, type User } from "@posthorn/contracts/users";
import { IconTrash, IconUserPlus, IconUsers } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { MenuLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { SearchBox } from "../../components/search-box.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { emptyKind } from "../../empty-kind.ts";
import { useMay, useSession } from "../../queries/session.ts";
import { useUsers } from "../../queries/users.ts";
import { toApiPaging } from "../../url-search.ts";
import { DeleteUser } from "./delete-user.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { LinkDialog, type PassedLink } from "./link-dialog.tsx";
import { texts } from "./texts.ts";
import { signsInWith, userLabel } from "./user-label.ts";

const route = getRouteApi("/signed-in/users");

export function Users() {
  const { query, page, pageSize, invite } = route.useSearch();
  const [, change] = useUrlSearch();
  const users = useUsers({
    ...toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }),
    ...(query && { query }),
  });
  const own = useSession()?.user.id;
  const mayInvite = useMay(createUser);
  const mayDelete = useMay(deleteUser);
  // The link lives here and nowhere else, until its dialog is closed.
  const [link, setLink] = useState<PassedLink>();
  const [doomed, setDoomed] = useState<User>();
  const isEmpty = users.data?.users.length === 0;
  return (
    <>
      <PageHeader
        title={texts.title}
        description={texts.description}
        actions={
          mayInvite && (
            <Button leftSection={<IconUserPlus size={17} aria-hidden />} onClick={() => change({ invite: true, page })}>
              {texts.invite}
            </Button>
          )
        }
      />
      <Group>
        <SearchBox label={texts.search} />
      </Group>
      {users.isError ? (
        <ErrorState error={users.error} onRetry={() => void users.refetch()} isRetrying={users.isFetching} />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({ query, isFiltered: false, page, total: users.data?.total ?? 0 })}
          icon={<IconUsers size={36} stroke={1.5} />}
        />
      ) : (
        <DataTable
          label={texts.title}
          columns={columnsFor(own)}
          rows={users.data?.users}
          keyOf={({ id }) => id}
          nameOf={({ name }) => name}
          menuOf={(user) => (
            <>
              <MenuLink to="/users/$user" params={{ user: user.id }}>
                {texts.open}
              </MenuLink>
              {mayDelete && user.id !== own && (
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => setDoomed(user)}
                >
                  {texts.delete}
                </Menu.Item>
              )}
            </>
          )}
        />
      )}
      {users.data && !isEmpty && <Paging list={users.data} shown={users.data.users.length} counted={texts.counted} />}
      {mayInvite && invite && (
        <InviteDialog
          onClose={() => change({ invite: undefined, page })}
          onInvited={(made) => {
            setLink(made);
            change({ invite: undefined, page });
          }}
        />
      )}
      {link && <LinkDialog {...link} onClose={() => setLink(undefined)} />}
      <DeleteUser user={doomed} onClose={() => setDoomed(undefined)} />
    </>
  );
}

const columnsFor = (own: string | undefined): readonly Column<User>[] => [
  {
    header: texts.columns.user,
    cell: ({ id, name }) => (
      <Group gap="xs">
        <Link to="/users/$user" params={{ user: id }} className={rowLinkClass}>
          {name}
        </Link>
        {id === own && (
          <Badge variant="light" size="sm">
            {texts.you}
          </Badge>
        )}
      </Group>
    ),
  },
  { header: texts.columns.role, cell: ({ role }) => texts.roles[role] },
  { header: texts.columns.state, cell: (user) => <StateBadge label={userLabel(user)} /> },
  {
    header: texts.columns.signsIn,
    cell: (user) => (
      <Text size="sm" c="dimmed">
        {signsInWith(user)}
      </Text>
    ),
  },
  {
    header: texts.columns.sessions,
    cell: ({ sessions }) => (sessions === 0 ? texts.nowhere : texts.places(sessions)),
  },
  {
    header: texts.columns.lastSignIn,
    cell: ({ signedIn }) => (signedIn ? <RelativeTime at={signedIn} /> : texts.never),
  },
];
