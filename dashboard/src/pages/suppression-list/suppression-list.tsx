import { Button, Group, Menu, Text } from "@mantine/core";
import {
  addToBlocklist,
  type BlockedAddress,
  exportBlocklist,
  getSubscriptionPage,
  importBlocklist,
  removeFromBlocklist,
} from "@posthorn/contracts/blocklists";
import {
  IconCopy,
  IconDownload,
  IconExternalLink,
  IconLink,
  IconMailOff,
  IconPlus,
  IconTrash,
  IconUpload,
} from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { SearchBox } from "../../components/search-box.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { copyText } from "../../copy-text.ts";
import { toCsv } from "../../csv.ts";
import { emptyKind } from "../../empty-kind.ts";
import { readWholeBlocklist, useBlocklist, useSubscriptionPage, useUnblock } from "../../queries/blocklists.ts";
import { useMay } from "../../queries/session.ts";
import { saveFile } from "../../save-file.ts";
import { toApiPaging } from "../../url-search.ts";
import { AddDialog } from "../suppression-lists/add-dialog.tsx";
import { ImportDialog } from "../suppression-lists/import-dialog.tsx";
import { texts as common } from "../suppression-lists/texts.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/suppression-lists/$list");

export function SuppressionList() {
  const { list } = route.useParams();
  const { query, page, pageSize, dialog } = route.useSearch();
  const [, change] = useUrlSearch();
  const paging = toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) });
  const addresses = useBlocklist(list, paging, query);
  const may = {
    add: useMay(addToBlocklist),
    import: useMay(importBlocklist),
    export: useMay(exportBlocklist),
    remove: useMay(removeFromBlocklist),
    open: useMay(getSubscriptionPage),
  };
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [doomed, setDoomed] = useState<string[]>();
  const show = (next?: "add" | "import") => change({ dialog: next, page });
  const rows = addresses.data?.addresses;
  const isEmpty = rows?.length === 0;
  return (
    <>
      <PageHeader
        title={list}
        description={texts.description}
        parent={<TextLink to="/suppression-lists">{texts.back}</TextLink>}
        actions={
          <>
            {may.export && !isEmpty && <Export list={list} />}
            {may.import && (
              <Button
                variant="default"
                leftSection={<IconUpload size={17} aria-hidden />}
                onClick={() => show("import")}
              >
                {common.import}
              </Button>
            )}
            {may.add && (
              <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => show("add")}>
                {common.add}
              </Button>
            )}
          </>
        }
      />
      <Group gap="sm">
        <SearchBox label={texts.search} />
        {chosen.size > 0 && may.remove && (
          <Button
            variant="default"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setDoomed([...chosen])}
          >
            {texts.removeThese(chosen.size)}
          </Button>
        )}
      </Group>
      {addresses.isError ? (
        <ErrorState
          error={addresses.error}
          onRetry={() => void addresses.refetch()}
          isRetrying={addresses.isFetching}
        />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({ query, isFiltered: false, page, total: addresses.data?.total ?? 0 })}
          icon={<IconMailOff size={36} stroke={1.5} />}
        >
          {texts.empty}
        </EmptyState>
      ) : (
        <DataTable
          label={list}
          columns={columns}
          rows={rows}
          keyOf={({ recipient }) => recipient}
          selection={
            may.remove
              ? {
                  chosen,
                  onChange: setChosen,
                  labelOf: ({ recipient }: BlockedAddress) => texts.choose(recipient),
                  labelOfAll: texts.chooseAll,
                }
              : undefined
          }
          menuOf={({ recipient }) => (
            <>
              <Menu.Item
                leftSection={<IconCopy size={16} aria-hidden />}
                onClick={() => void copyText(recipient).then(() => showDone(texts.copied), showFault)}
              >
                {texts.copy}
              </Menu.Item>
              {may.open && <PageItems list={list} recipient={recipient} />}
              {may.remove && (
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => setDoomed([recipient])}
                >
                  {texts.remove}
                </Menu.Item>
              )}
            </>
          )}
        />
      )}
      {addresses.data && !isEmpty && (
        <Paging list={addresses.data} shown={addresses.data.addresses.length} counted={texts.counted} />
      )}
      {may.add && dialog === "add" && <AddDialog list={list} onClose={() => show()} />}
      {may.import && dialog === "import" && <ImportDialog list={list} onClose={() => show()} />}
      <Remove
        list={list}
        addresses={doomed}
        onClose={() => setDoomed(undefined)}
        onRemoved={() => setChosen(new Set())}
      />
    </>
  );
}

interface RemoveProps {
  list: string;
  /** Those to be removed; undefined while nobody asks. */
  addresses: string[] | undefined;
  onClose: () => void;
  onRemoved: () => void;
}

function Remove({ list, addresses, onClose, onRemoved }: RemoveProps) {
  const unblock = useUnblock(list);
  if (addresses === undefined) return null;
  const [first = ""] = addresses;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={addresses.length === 1 ? texts.removeOneTitle(first) : texts.removeTitle(addresses.length)}
      text={texts.removeText}
      action={texts.remove}
      onConfirm={async () => {
        await unblock.mutateAsync(addresses);
        showDone(texts.removed(addresses.length));
        onRemoved();
      }}
    />
  );
}

/** Opens the page that the recipient of a mail of the list sees, or copies the link to it. */
function PageItems({ list, recipient }: { list: string; recipient: string }) {
  const page = useSubscriptionPage(list);
  const onError = (error: Error) => showFault(error);
  return (
    <>
      <Menu.Item
        leftSection={<IconExternalLink size={16} aria-hidden />}
        onClick={() =>
          page.mutate(recipient, { onSuccess: ({ url }) => window.open(url, "_blank", "noopener"), onError })
        }
      >
        {texts.page}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconLink size={16} aria-hidden />}
        onClick={() =>
          page.mutate(recipient, {
            onSuccess: ({ url }) => void copyText(url).then(() => showDone(texts.copied), showFault),
            onError,
          })
        }
      >
        {texts.copyPage}
      </Menu.Item>
    </>
  );
}

/** Saves the whole list as a file. */
function Export({ list }: { list: string }) {
  const [isBusy, setBusy] = useState(false);
  async function save() {
    setBusy(true);
    try {
      const entries = await readWholeBlocklist(list);
      const names = [texts.csv.address, texts.csv.reason, texts.csv.source, texts.csv.account, texts.csv.created];
      const rows = entries.map(({ recipient, reason, source, account, created }) => [
        recipient,
        reason,
        source,
        account,
        created,
      ]);
      saveFile(texts.file(list), toCsv([names, ...rows]), "text/csv");
    } catch (error) {
      showFault(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={17} aria-hidden />}
      loading={isBusy}
      onClick={() => void save()}
    >
      {texts.export}
    </Button>
  );
}

const columns: readonly Column<BlockedAddress>[] = [
  {
    header: texts.columns.address,
    cell: ({ recipient }) => (
      <Text size="sm" fw={600}>
        {recipient}
      </Text>
    ),
  },
  { header: texts.columns.reason, cell: ({ reason }) => reason ?? texts.unknown },
  {
    header: texts.columns.source,
    cell: ({ source }) => (source === undefined ? texts.unknown : texts.sources[source]),
  },
  {
    header: texts.columns.account,
    cell: ({ account }) => (
      <TextLink to="/accounts/$account" params={{ account }} size="sm">
        {account}
      </TextLink>
    ),
  },
  { header: texts.columns.added, cell: ({ created }) => <RelativeTime at={created} /> },
];
