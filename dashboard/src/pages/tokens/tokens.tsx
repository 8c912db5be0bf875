import { Button, Group, Menu, Select, Text } from "@mantine/core";
import { SCOPES } from "@posthorn/contracts/scopes";
import { createToken, deleteToken, rotateToken, type Token } from "@posthorn/contracts/tokens";
import { IconKey, IconPlus, IconRefresh, IconTrash } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { MenuLink, TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { SearchBox } from "../../components/search-box.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { emptyKind } from "../../empty-kind.ts";
import { useMay } from "../../queries/session.ts";
import { useTokens } from "../../queries/tokens.ts";
import { toApiPaging } from "../../url-search.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { CreateDialog } from "./create-dialog.tsx";
import { DeleteTokens, nameOfToken } from "./delete-tokens.tsx";
import type { NewToken } from "./ready-to-paste.ts";
import { restrictionsInWords } from "./restrictions-in-words.ts";
import { RotateDialog } from "./rotate-dialog.tsx";
import { ScopeBadges } from "./scope-badges.tsx";
import { scopeName } from "./scopes.ts";
import { texts } from "./texts.ts";
import { UnusedHint } from "./unused-hint.tsx";
import { ValueDialog } from "./value-dialog.tsx";

const route = getRouteApi("/signed-in/tokens");

export function Tokens() {
  const search = route.useSearch();
  const [, change] = useUrlSearch();
  const { query, scope, account, create, rotate, page, pageSize } = search;
  const tokens = useTokens({
    ...toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }),
    ...(query && { query }),
    ...(scope && { scope }),
    ...(account && { account }),
  });
  // The value of a new token lives here and nowhere else, until its dialog is closed.
  const [created, setCreated] = useState<NewToken>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [doomed, setDoomed] = useState<{ tokens: readonly string[]; name: string }>();
  // The dialog has an address; the list behind it stays where it is.
  const showForm = (isShown: boolean) => change({ create: isShown || undefined, page });
  const askToRotate = (id: string | undefined) => change({ rotate: id, page });
  const mayCreate = useMay(createToken);
  const mayRotate = useMay(rotateToken);
  const mayDelete = useMay(deleteToken);
  const button = mayCreate && (
    <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => showForm(true)}>
      {texts.create}
    </Button>
  );
  const isEmpty = tokens.data?.tokens.length === 0;
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} actions={button} />
      <Group gap="sm">
        <SearchBox label={texts.search} />
        <Select
          aria-label={texts.scopeFilter}
          placeholder={texts.allScopes}
          data={SCOPES.map((value) => ({ value, label: scopeName(value) }))}
          value={scope ?? null}
          onChange={(value) => change({ scope: value ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": texts.allScopes }}
          w={230}
        />
        <AccountPicker
          aria-label={texts.columns.account}
          placeholder={texts.accountFilter}
          value={account ?? null}
          onChange={(value) => change({ account: value ?? undefined })}
          w={230}
        />
      </Group>
      {mayDelete && chosen.size > 0 && (
        <Button
          variant="default"
          w="fit-content"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setDoomed({ tokens: [...chosen], name: texts.chosen })}
        >
          {texts.deleteThese(chosen.size)}
        </Button>
      )}
      {tokens.isError ? (
        <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} isRetrying={tokens.isFetching} />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({
            query,
            isFiltered: scope !== undefined || account !== undefined,
            page,
            total: tokens.data?.total ?? 0,
          })}
          icon={<IconKey size={36} stroke={1.5} />}
          filters={["scope", "account"]}
          action={button}
        >
          {texts.empty}
        </EmptyState>
      ) : (
        <DataTable
          label={texts.title}
          columns={columns}
          rows={tokens.data?.tokens}
          keyOf={({ id }) => id}
          nameOf={nameOfToken}
          selection={
            mayDelete
              ? {
                  chosen,
                  onChange: setChosen,
                  labelOf: (token: Token) => texts.choose(nameOfToken(token)),
                  labelOfAll: texts.chooseAll,
                }
              : undefined
          }
          menuOf={(token) => (
            <>
              <MenuLink to="/tokens/$token" params={{ token: token.id }}>
                {texts.open}
              </MenuLink>
              {mayRotate && (
                <Menu.Item leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => askToRotate(token.id)}>
                  {texts.rotate.submit}
                </Menu.Item>
              )}
              {mayDelete && (
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => setDoomed({ tokens: [token.id], name: nameOfToken(token) })}
                >
                  {texts.delete}
                </Menu.Item>
              )}
            </>
          )}
        />
      )}
      {tokens.data && !isEmpty && (
        <Paging list={tokens.data} shown={tokens.data.tokens.length} counted={texts.counted} />
      )}
      <CreateDialog
        isOpen={create === true && mayCreate && created === undefined}
        account={account}
        scope={scope}
        onClose={() => showForm(false)}
        onCreated={(token) => {
          setCreated(token);
          showForm(false);
        }}
      />
      {rotate && mayRotate && created === undefined && (
        <RotateDialog
          token={rotate}
          onClose={() => askToRotate(undefined)}
          onRotated={(token) => {
            setCreated(token);
            setChosen(new Set());
            askToRotate(undefined);
          }}
        />
      )}
      {created && <ValueDialog token={created} onClose={() => setCreated(undefined)} />}
      <DeleteTokens
        tokens={doomed?.tokens}
        name={doomed?.name ?? ""}
        onClose={() => setDoomed(undefined)}
        onDeleted={() => setChosen(new Set())}
      />
    </>
  );
}

const columns: readonly Column<Token>[] = [
  {
    header: texts.columns.token,
    cell: ({ id, description }) => (
      <div>
        <Link to="/tokens/$token" params={{ token: id }} className={rowLinkClass}>
          {description || texts.noDescription}
        </Link>
        <div>
          <ShortId id={id} />
        </div>
      </div>
    ),
  },
  {
    header: texts.columns.opens,
    cell: (token) => (
      <div>
        <ScopeBadges token={token} />
        <Text size="xs" c="dimmed" mt={3} maw={300}>
          {restrictionsInWords(token)}
        </Text>
      </div>
    ),
  },
  {
    header: texts.columns.account,
    cell: ({ account }) =>
      account ? (
        <TextLink to="/accounts/$account" params={{ account }} size="sm">
          {account}
        </TextLink>
      ) : (
        <Text size="sm" c="dimmed">
          {texts.allAccounts}
        </Text>
      ),
  },
  { header: texts.columns.created, cell: ({ created }) => created && <RelativeTime at={created} /> },
  {
    header: texts.columns.expires,
    cell: ({ expires }) => (expires ? <RelativeTime at={expires} /> : <Text size="sm">{texts.never}</Text>),
  },
  {
    header: texts.columns.lastUsed,
    cell: (token) => (
      <div>
        <LastUse token={token} />
        <UnusedHint token={token} />
      </div>
    ),
  },
];

function LastUse({ token: { access } }: { token: Token }) {
  if (!access?.time)
    return (
      <Text size="sm" c="dimmed">
        {texts.never}
      </Text>
    );
  return (
    <>
      <RelativeTime at={access.time} />
      <Text size="xs" c="dimmed">
        {access.ip}
      </Text>
    </>
  );
}
