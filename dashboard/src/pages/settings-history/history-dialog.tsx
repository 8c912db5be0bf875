import { Button, Group, Modal, Paper, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { AdminLogChange, AdminLogEntry } from "@posthorn/contracts/admin-log";
import { isSettingKey } from "@posthorn/contracts/settings";
import { IconHistory } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { ChangesTable } from "../../components/changes-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { texts as common } from "../../components/texts.ts";
import { emptyKind } from "../../empty-kind.ts";
import { formatDate } from "../../languages/format.ts";
import { useAdminLog } from "../../queries/admin-log.ts";
import { toApiPaging } from "../../url-search.ts";
import { doerOf } from "../admin-log/entry-words.ts";
import { labelOf } from "./label-of.ts";
import { setBack } from "./set-back.ts";
import { settingChangesOf } from "./setting-changes-of.ts";
import { texts } from "./texts.ts";
import { valueInWords } from "./value-in-words.ts";

const route = getRouteApi("/signed-in/settings/{-$group}");

interface Props {
  onClose: () => void;
  onSetBack: (changes: readonly AdminLogChange[]) => void;
}

/** Who changed which settings when, and the way back to what they were. */
export function HistoryDialog({ onClose, onSetBack }: Props) {
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const { page, pageSize } = route.useSearch();
  const log = useAdminLog({
    settings: true,
    outcome: "succeeded",
    ...toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.title}
      size="xl"
      fullScreen={isNarrow}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <Stack>
        <Text c="dimmed" size="sm">
          {texts.description}
        </Text>
        {log.isError ? (
          <ErrorState error={log.error} onRetry={() => void log.refetch()} isRetrying={log.isFetching} />
        ) : log.data === undefined ? (
          <LinesLoading lines={6} />
        ) : log.data.entries.length === 0 ? (
          <EmptyState
            kind={emptyKind({ isFiltered: false, page, total: log.data.total })}
            icon={<IconHistory size={36} stroke={1.5} />}
          >
            {texts.empty}
          </EmptyState>
        ) : (
          <>
            {log.data.entries.map((entry) => (
              <Entry key={entry.id} entry={entry} onSetBack={onSetBack} />
            ))}
            <Paging list={log.data} shown={log.data.entries.length} counted={texts.counted} />
          </>
        )}
      </Stack>
    </Modal>
  );
}

function Entry({ entry, onSetBack }: { entry: AdminLogEntry; onSetBack: Props["onSetBack"] }) {
  const { time } = entry;
  const changes = settingChangesOf(entry);
  const [name, at] = [doerOf(entry), formatDate(time)];
  return (
    <Paper withBorder p="sm" radius="md" component="article" aria-label={texts.changesBy(name, at)}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Text size="sm">
            <Text span fw={600}>
              {texts.changedBy(name)}
            </Text>{" "}
            <Text span c="dimmed">
              <RelativeTime at={time} />
            </Text>
          </Text>
          {changes !== null && setBack({}, {}, changes).filledIn.length > 0 && (
            <Button
              variant="default"
              size="xs"
              aria-label={texts.setBackOf(name, at)}
              onClick={() => onSetBack(changes)}
            >
              {texts.setBack}
            </Button>
          )}
        </Group>
        {changes === null || changes.length === 0 ? (
          <Text size="sm" c="dimmed">
            {changes === null ? texts.untold : texts.none}
          </Text>
        ) : (
          <ChangesTable
            label={texts.changesBy(name, at)}
            changes={changes.map(({ field, before, after, cut }) => ({
              id: field,
              name: isSettingKey(field) ? labelOf(field) : field,
              before: valueInWords(field, before, cut?.includes("before") ?? false),
              after: valueInWords(field, after, cut?.includes("after") ?? false),
              cut,
            }))}
          />
        )}
      </Stack>
    </Paper>
  );
}
