import { Group, Menu, Text } from "@mantine/core";
import { createTemplate, deleteTemplate, type TemplateEntry } from "@posthorn/contracts/templates";
import { IconPlus, IconTemplate, IconTrash } from "@tabler/icons-react";
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
import { useUrlSearch } from "../../components/use-url-search.ts";
import { emptyKind } from "../../empty-kind.ts";
import { useMay } from "../../queries/session.ts";
import { useTemplates } from "../../queries/templates.ts";
import { toApiPaging } from "../../url-search.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { DeleteTemplate } from "./delete-template.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/templates");

export function Templates() {
  const { account, page, pageSize } = route.useSearch();
  const [, change] = useUrlSearch();
  const mayCreate = useMay(createTemplate);
  const mayDelete = useMay(deleteTemplate);
  const templates = useTemplates({
    ...toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }),
    ...(account && { account }),
  });
  const [doomed, setDoomed] = useState<TemplateEntry>();
  const button = mayCreate && (
    <ButtonLink
      to="/templates/new"
      search={account === undefined ? {} : { account }}
      leftSection={<IconPlus size={17} aria-hidden />}
    >
      {texts.create}
    </ButtonLink>
  );
  const isEmpty = templates.data?.templates.length === 0;
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} actions={button} />
      <Group gap="sm">
        <AccountPicker
          aria-label={texts.account}
          placeholder={texts.shared}
          value={account ?? null}
          onChange={(value) => change({ account: value ?? undefined })}
          w={260}
        />
      </Group>
      {templates.isError ? (
        <ErrorState
          error={templates.error}
          onRetry={() => void templates.refetch()}
          isRetrying={templates.isFetching}
        />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({ isFiltered: account !== undefined, page, total: templates.data?.total ?? 0 })}
          icon={<IconTemplate size={36} stroke={1.5} />}
          filters={["account"]}
          action={button}
        >
          {texts.empty}
        </EmptyState>
      ) : (
        <DataTable
          label={texts.title}
          columns={columns}
          rows={templates.data?.templates}
          keyOf={({ id }) => id}
          nameOf={({ name }) => name}
          menuOf={(template) => (
            <>
              <MenuLink to="/templates/$template" params={{ template: template.id }}>
                {texts.open}
              </MenuLink>
              {mayDelete && (
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => setDoomed(template)}
                >
                  {texts.delete}
                </Menu.Item>
              )}
            </>
          )}
        />
      )}
      {templates.data && !isEmpty && (
        <Paging list={templates.data} shown={templates.data.templates.length} counted={texts.counted} />
      )}
      <DeleteTemplate template={doomed} onClose={() => setDoomed(undefined)} />
    </>
  );
}

const columns: readonly Column<TemplateEntry>[] = [
  {
    header: texts.columns.template,
    cell: ({ id, name }) => (
      <div>
        <Link to="/templates/$template" params={{ template: id }} className={rowLinkClass}>
          {name}
        </Link>
        <div>
          <ShortId id={id} />
        </div>
      </div>
    ),
  },
  {
    header: texts.columns.description,
    cell: ({ description }) => (
      <Text size="sm" c="dimmed" lineClamp={2} maw={320}>
        {description}
      </Text>
    ),
  },
  { header: texts.columns.format, cell: ({ format = "html" }) => <Text size="sm">{texts.formats[format]}</Text> },
  { header: texts.columns.version, cell: ({ version }) => <Text size="sm">{texts.version(version)}</Text> },
  {
    header: texts.columns.changed,
    cell: ({ updated, created }) => {
      const at = updated ?? created;
      return at && <RelativeTime at={at} />;
    },
  },
];
