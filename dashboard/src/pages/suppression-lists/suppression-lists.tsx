import { Button } from "@mantine/core";
import { addToBlocklist, importBlocklist } from "@posthorn/contracts/blocklists";
import { IconMailOff, IconPlus, IconUpload } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Paging } from "../../components/paging.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { emptyKind } from "../../empty-kind.ts";
import { formatNumber } from "../../languages/format.ts";
import { useBlocklists } from "../../queries/blocklists.ts";
import { useMay } from "../../queries/session.ts";
import { toApiPaging } from "../../url-search.ts";
import { AddDialog } from "./add-dialog.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/suppression-lists");

export function SuppressionLists() {
  const { page, pageSize, dialog } = route.useSearch();
  const [, change] = useUrlSearch();
  const lists = useBlocklists(toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }));
  const mayAdd = useMay(addToBlocklist);
  const mayImport = useMay(importBlocklist);
  const show = (next?: "add" | "import") => change({ dialog: next, page });
  const add = mayAdd && (
    <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => show("add")}>
      {texts.add}
    </Button>
  );
  const isEmpty = lists.data?.blocklists.length === 0;
  return (
    <>
      <PageHeader
        title={texts.title}
        description={texts.description}
        actions={
          <>
            {mayImport && (
              <Button
                variant="default"
                leftSection={<IconUpload size={17} aria-hidden />}
                onClick={() => show("import")}
              >
                {texts.import}
              </Button>
            )}
            {add}
          </>
        }
      />
      {lists.isError ? (
        <ErrorState error={lists.error} onRetry={() => void lists.refetch()} isRetrying={lists.isFetching} />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({ isFiltered: false, page, total: lists.data?.total ?? 0 })}
          icon={<IconMailOff size={36} stroke={1.5} />}
          action={add}
        >
          {texts.empty}
        </EmptyState>
      ) : (
        <DataTable label={texts.title} columns={columns} rows={lists.data?.blocklists} keyOf={({ listId }) => listId} />
      )}
      {lists.data && !isEmpty && (
        <Paging list={lists.data} shown={lists.data.blocklists.length} counted={texts.counted} />
      )}
      {mayAdd && dialog === "add" && <AddDialog onClose={() => show()} />}
      {mayImport && dialog === "import" && <ImportDialog onClose={() => show()} />}
    </>
  );
}

const columns: readonly Column<{ listId: string; count: number }>[] = [
  {
    header: texts.columns.list,
    cell: ({ listId }) => (
      <Link to="/suppression-lists/$list" params={{ list: listId }} className={rowLinkClass}>
        {listId}
      </Link>
    ),
  },
  { header: texts.columns.count, cell: ({ count }) => formatNumber(count) },
];
