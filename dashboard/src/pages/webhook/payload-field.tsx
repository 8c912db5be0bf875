import { Group, Select, Stack } from "@mantine/core";
import { CodeEditor } from "../../components/code-editor.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { formatDate } from "../../languages/format.ts";
import { useRecentEvents } from "../../queries/events.ts";
import { SAMPLE_NAMES } from "./samples.ts";
import { texts } from "./texts.ts";
import type { TestPayload } from "./use-test-payload.ts";

/** An event to try something with: an example, one that happened, or what is typed. */
export function PayloadField({ payload, label }: { payload: TestPayload; label: string }) {
  const [, change] = useUrlSearch();
  const recent = useRecentEvents();
  const happened = (recent.data?.events ?? []).map(({ id, event, account, date }) => ({
    value: id,
    label: texts.payload.event(event, account ?? texts.payload.noAccount, formatDate(date)),
  }));
  const { event } = payload;
  const isKnown = event === undefined || happened.some(({ value }) => value === event);
  const fault = payload.isGone
    ? texts.payload.gone
    : payload.payload === undefined && !payload.isLoading
      ? texts.payload.fault
      : undefined;
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <Select
          label={texts.payload.sample}
          data={[...SAMPLE_NAMES]}
          value={payload.sample ?? null}
          onChange={(sample) => change({ sample: sample ?? undefined, event: undefined })}
          searchable
          allowDeselect={false}
          flex="1 1 200px"
          maw={300}
        />
        <Select
          label={texts.payload.recent}
          placeholder={texts.payload.recentPlaceholder}
          nothingFoundMessage={texts.payload.none}
          data={isKnown ? happened : [{ value: event, label: event }, ...happened]}
          value={event ?? null}
          onChange={(id) => change({ event: id ?? undefined, sample: undefined })}
          searchable
          flex="2 1 260px"
        />
      </Group>
      <CodeEditor
        label={label}
        language="json"
        value={payload.text}
        onChange={payload.setText}
        minHeight={200}
        maxHeight={380}
        error={fault}
      />
    </Stack>
  );
}
