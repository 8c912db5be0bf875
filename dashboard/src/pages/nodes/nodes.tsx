import { Alert, Text } from "@mantine/core";
import type { PosthornNode } from "@posthorn/contracts/nodes";
import { IconInfoCircle } from "@tabler/icons-react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useNow } from "../../components/use-now.ts";
import { formatBytes, formatDate, formatNumber } from "../../languages/format.ts";
import { useNodes } from "../../queries/nodes.ts";
import { texts } from "./texts.ts";

/** Three of its signs of life were missed. */
const SILENT_AFTER_MS = 45_000;

/** The processes that share the work. */
export function Nodes() {
  const nodes = useNodes();
  const found = nodes.data?.nodes;
  const versions = new Set(found?.map(({ version }) => version));
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      {nodes.isError ? (
        <ErrorState error={nodes.error} onRetry={() => void nodes.refetch()} isRetrying={nodes.isFetching} />
      ) : (
        <>
          {versions.size > 1 && (
            <Alert color="yellow" variant="light">
              {texts.differ}
            </Alert>
          )}
          <DataTable label={texts.title} columns={columns} rows={found} keyOf={({ id }) => id} />
          {found?.length === 1 && (
            <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden />}>
              {texts.one}
            </Alert>
          )}
        </>
      )}
    </>
  );
}

const columns: readonly Column<PosthornNode>[] = [
  {
    header: texts.columns.host,
    cell: ({ host, pid, isThis }) => (
      <div>
        <Text fw={600} size="sm">
          {host}
        </Text>
        <Text size="xs" c="dimmed">
          {[texts.pid(String(pid)), isThis && texts.thisOne].filter(Boolean).join(" · ")}
        </Text>
      </div>
    ),
  },
  { header: texts.columns.state, cell: ({ seen }) => <Presence seen={seen} /> },
  { header: texts.columns.version, cell: ({ version }) => version },
  { header: texts.columns.started, cell: ({ started }) => <RelativeTime at={started} /> },
  { header: texts.columns.memory, cell: ({ memory }) => formatBytes(memory) },
  {
    header: texts.columns.work,
    cell: ({ work }) =>
      Object.entries(work)
        .map(([kind, count]) => texts.work((texts.kinds as Record<string, string>)[kind] ?? kind, formatNumber(count)))
        .join(", ") || texts.idle,
  },
];

function Presence({ seen }: { seen: string }) {
  const isSilent = useNow() - Date.parse(seen) > SILENT_AFTER_MS;
  return isSilent ? (
    <StateBadge label={{ type: "warning", name: texts.silent, error: texts.silentText(formatDate(seen)) }} />
  ) : (
    <StateBadge label={{ type: "success", name: texts.alive }} />
  );
}
