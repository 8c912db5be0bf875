import { Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { AdminLogEntry } from "@posthorn/contracts/admin-log";
import { IconHistory } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { emptyKind } from "../../empty-kind.ts";
import { useAdminLog } from "../../queries/admin-log.ts";
import { toApiPaging } from "../../url-search.ts";
import { EntryDialog } from "./entry-dialog.tsx";
import { callOf, doerOf } from "./entry-words.ts";
import { ACTION_FILTERS, OUTCOME_FILTERS } from "./filters.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/admin-log");

const FILTERS = ["user", "action", "path", "outcome", "from", "to"];
const PAUSE_MS = 300;

/** Who did what. */
export function AdminLog() {
  const { user, action, path, outcome, from, to, entry, page, pageSize } = route.useSearch();
  const [, change] = useUrlSearch();
  const log = useAdminLog({
    ...toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }),
    ...(user && { user }),
    ...(action && { action }),
    ...(path && { path }),
    ...(outcome && { outcome }),
    ...timeIn("from", from),
    ...timeIn("to", to),
  });
  const isEmpty = log.data?.entries.length === 0;
  const isFiltered = [user, action, path, outcome, from, to].some((filter) => filter !== undefined);
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      <Filters />
      {log.isError ? (
        <ErrorState error={log.error} onRetry={() => void log.refetch()} isRetrying={log.isFetching} />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({ isFiltered, page, total: log.data?.total ?? 0 })}
          icon={<IconHistory size={36} stroke={1.5} />}
          filters={FILTERS}
        >
          {texts.empty}
        </EmptyState>
      ) : (
        <DataTable label={texts.title} columns={columns} rows={log.data?.entries} keyOf={({ id }) => id} />
      )}
      {log.data && !isEmpty && <Paging list={log.data} shown={log.data.entries.length} counted={texts.counted} />}
      {entry !== undefined && <EntryDialog id={entry} onClose={() => change({ entry: undefined, page })} />}
    </>
  );
}

/** Times of the address are those of the browser's zone, as the fields have them. */
function timeIn<N extends "from" | "to">(name: N, value: string | undefined): { [K in N]?: string } {
  const at = value === undefined ? Number.NaN : Date.parse(value);
  return (Number.isNaN(at) ? {} : { [name]: new Date(at).toISOString() }) as { [K in N]?: string };
}

function Filters() {
  const { user, action, outcome, from, to } = route.useSearch();
  const [, change] = useUrlSearch();
  const [typed, setTyped] = useState(user ?? "");
  const send = useDebouncedCallback((name: string) => change({ user: name.trim() || undefined }), PAUSE_MS);
  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        label={texts.user}
        value={typed}
        maxLength={64}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value);
          send(value);
        }}
        w={170}
      />
      <Select
        label={texts.action}
        placeholder={texts.everyAction}
        data={ACTION_FILTERS.map((value) => ({ value, label: texts.actions[value] }))}
        value={action ?? null}
        onChange={(value) => change({ action: value ?? undefined })}
        clearable
        clearButtonProps={{ "aria-label": texts.everyAction }}
        w={150}
      />
      <Select
        label={texts.outcome}
        placeholder={texts.everyOutcome}
        data={OUTCOME_FILTERS.map((value) => ({ value, label: texts.outcomes[value] }))}
        value={outcome ?? null}
        onChange={(value) => change({ outcome: value ?? undefined })}
        clearable
        clearButtonProps={{ "aria-label": texts.everyOutcome }}
        w={160}
      />
      <TextInput
        type="datetime-local"
        label={texts.from}
        value={from ?? ""}
        onChange={({ currentTarget }) => change({ from: currentTarget.value || undefined })}
        w={190}
      />
      <TextInput
        type="datetime-local"
        label={texts.to}
        value={to ?? ""}
        onChange={({ currentTarget }) => change({ to: currentTarget.value || undefined })}
        w={190}
      />
    </Group>
  );
}

/** Opens what a call changed; it covers the whole row. */
function ChangesLink({ id, count }: { id: string; count: number }) {
  const search = route.useSearch();
  return (
    <Link to="/admin-log" search={{ ...search, entry: id }} resetScroll={false} className={rowLinkClass}>
      <Text span size="sm" c="var(--mantine-primary-color-light-color)">
        {texts.changes.show(count)}
      </Text>
    </Link>
  );
}

const columns: readonly Column<AdminLogEntry>[] = [
  { header: texts.columns.time, cell: ({ time }) => <RelativeTime at={time} /> },
  {
    header: texts.columns.user,
    cell: doerOf,
  },
  {
    header: texts.columns.call,
    cell: (entry) => (
      <div>
        <Text size="sm">{texts.actions[entry.action]}</Text>
        <Text size="xs" c="dimmed" ff="monospace">
          {callOf(entry)}
        </Text>
        {entry.how !== null && (
          <Text size="xs" c="dimmed">
            {texts.how[entry.how]}
          </Text>
        )}
        {entry.changes !== null && entry.changes.length > 0 && (
          <ChangesLink id={entry.id} count={entry.changes.length} />
        )}
      </div>
    ),
  },
  { header: texts.columns.target, cell: ({ target }) => target ?? texts.none },
  {
    header: texts.columns.outcome,
    cell: ({ status, code }) => (
      <div>
        <StateBadge
          label={
            status < 400
              ? { type: "success", name: texts.outcomes.succeeded }
              : { type: "danger", name: texts.outcomes.failed }
          }
        />
        {code !== null && (
          <Text size="xs" c="dimmed" mt={3}>
            {texts.code(status, code)}
          </Text>
        )}
      </div>
    ),
  },
  { header: texts.columns.address, cell: ({ address }) => address ?? texts.none },
];
