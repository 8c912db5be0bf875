import { Alert, Button, Group, Paper, Progress, Skeleton, Stack, Text } from "@mantine/core";
import { deleteExport, type ExportStatus } from "@posthorn/contracts/exports";
import { IconDownload, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone } from "../../components/toast.tsx";
import { formatBytes, formatDay } from "../../languages/format.ts";
import { exportFileUrl, useDeleteExport, useExport } from "../../queries/exports.ts";
import { useMay } from "../../queries/session.ts";
import { EXPORT_COLOURS } from "./export-colours.ts";
import { texts } from "./texts.ts";

/** One export: how far it is, its file, and the way to be rid of it. */
export function ExportRow({ account, exportId }: { account: string; exportId: string }) {
  const { data, error, isError, refetch, isFetching } = useExport(account, exportId);
  const remove = useDeleteExport(account);
  const mayDelete = useMay(deleteExport);
  const [isAsking, setAsking] = useState(false);
  if (isError && data === undefined)
    return (
      <li>
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      </li>
    );
  if (data === undefined)
    return (
      <li>
        <Skeleton height={96} radius="md" />
      </li>
    );
  const isRunning = data.status === "queued" || data.status === "processing";
  return (
    <Paper component="li" withBorder p="md" radius="md">
      <Stack gap="xs">
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <StateBadge
              label={{
                type: EXPORT_COLOURS[data.status],
                name: texts.statuses[data.status],
                ...(data.status === "processing" && { spinner: true }),
              }}
            />
            <Text fw={600} size="sm">
              {texts.range(formatDay(data.startDate), formatDay(Date.parse(data.endDate) - 1))}
            </Text>
          </Group>
          <Group gap="xs">
            {data.status === "completed" && (
              <Button
                component="a"
                href={exportFileUrl(account, exportId)}
                download
                size="xs"
                leftSection={<IconDownload size={15} aria-hidden />}
              >
                {texts.download}
              </Button>
            )}
            {mayDelete && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconTrash size={15} aria-hidden />}
                onClick={() => setAsking(true)}
              >
                {isRunning ? texts.cancel : texts.delete}
              </Button>
            )}
          </Group>
        </Group>
        {isRunning && <Progress value={shareOf(data) * 100} aria-label={texts.progress} />}
        <Text size="sm" c="dimmed">
          {progressInWords(data)}
        </Text>
        {data.truncated && <Text size="sm">{texts.truncated}</Text>}
        {data.error !== null && (
          <Alert color="red" variant="light" p="xs">
            <Text size="sm">{data.error}</Text>
          </Alert>
        )}
        <Text size="xs" c="dimmed">
          {texts.created} <RelativeTime at={data.created} /> · {texts.expires} <RelativeTime at={data.expiresAt} />
        </Text>
      </Stack>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={texts.deleteTitle}
        text={texts.deleteText}
        action={isRunning ? texts.cancel : texts.delete}
        onConfirm={async () => {
          await remove.mutateAsync(exportId);
          showDone(texts.deleted);
        }}
      />
    </Paper>
  );
}

/** A tenth for finding the messages, the rest for fetching them. */
function shareOf({ phase, progress }: ExportStatus): number {
  const { foldersScanned, foldersTotal, messagesExported, messagesSkipped, messagesQueued } = progress;
  if (phase === "indexing") return foldersTotal > 0 ? (0.1 * foldersScanned) / foldersTotal : 0;
  return messagesQueued > 0 ? 0.1 + (0.9 * (messagesExported + messagesSkipped)) / messagesQueued : 0;
}

function progressInWords({ phase, progress }: ExportStatus): string {
  if (phase === undefined) return "";
  const { foldersScanned, foldersTotal, messagesExported, messagesSkipped, messagesQueued, bytesWritten } = progress;
  if (phase === "indexing") return texts.phases.indexing(foldersScanned, foldersTotal);
  return [
    phase === "complete"
      ? texts.phases.complete(messagesExported)
      : texts.phases.exporting(messagesExported, messagesQueued),
    messagesSkipped > 0 ? texts.skipped(messagesSkipped) : "",
    bytesWritten > 0 ? texts.size(formatBytes(bytesWritten)) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
