import { Modal, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { AdminLogEntry } from "@posthorn/contracts/admin-log";
import { ChangesTable } from "../../components/changes-table.tsx";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { texts as common } from "../../components/texts.ts";
import { formatDate } from "../../languages/format.ts";
import { useAdminLogEntry } from "../../queries/admin-log.ts";
import { callOf, doerOf } from "./entry-words.ts";
import { texts } from "./texts.ts";
import { valueInWords } from "./value-in-words.ts";

/** What somebody did, and what it changed: before and after. */
export function EntryDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const entry = useAdminLogEntry(id);
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.changes.title}
      size="xl"
      fullScreen={isNarrow}
      closeButtonProps={{ "aria-label": common.close }}
    >
      {entry.isError ? (
        <ErrorState error={entry.error} onRetry={() => void entry.refetch()} isRetrying={entry.isFetching} />
      ) : entry.data ? (
        <Entry entry={entry.data} />
      ) : (
        <LinesLoading lines={6} />
      )}
    </Modal>
  );
}

function Entry({ entry }: { entry: AdminLogEntry }) {
  const { time, target, address, changes } = entry;
  return (
    <Stack>
      <Details
        items={[
          [texts.columns.time, formatDate(time)],
          [texts.columns.user, doerOf(entry)],
          [texts.columns.call, callOf(entry)],
          [texts.columns.target, target],
          [texts.columns.address, address],
        ]}
      />
      {changes === null || changes.length === 0 ? (
        <Text c="dimmed">{changes === null ? texts.changes.untold : texts.changes.none}</Text>
      ) : (
        <ChangesTable
          label={texts.changes.title}
          changes={changes.map(({ field, before, after, cut }) => ({
            id: field,
            name: field,
            before: valueInWords(before),
            after: valueInWords(after),
            cut,
          }))}
        />
      )}
    </Stack>
  );
}
