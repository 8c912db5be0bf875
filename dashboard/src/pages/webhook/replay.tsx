import { Button, Group, MultiSelect, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { EVENT_NAMES } from "@posthorn/contracts/events";
import { cancelReplay, startReplay, type WebhookReplay } from "@posthorn/contracts/webhook-log";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { TextLink } from "../../components/link.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { formatDate, formatNumber } from "../../languages/format.ts";
import { useCancelReplay, useReplays, useStartReplay } from "../../queries/replays.ts";
import { useMay } from "../../queries/session.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { emptyReplay, type ReplayForm, replayFaults, toReplay } from "./replay-form.ts";
import { texts } from "./texts.ts";

/** Sends an endpoint what happened in the past, and shows how far that is. */
export function Replay({ endpoint }: { endpoint: string }) {
  const replays = useReplays(endpoint);
  const may = useMay(startReplay);
  return (
    <>
      {may && <StartReplay endpoint={endpoint} />}
      <Section title={texts.replay.list}>
        {replays.isError ? (
          <ErrorState error={replays.error} onRetry={() => void replays.refetch()} isRetrying={replays.isFetching} />
        ) : replays.data?.replays.length === 0 ? (
          <Text size="sm" c="dimmed">
            {texts.replay.none}
          </Text>
        ) : (
          <DataTable label={texts.replay.list} columns={columns} rows={replays.data?.replays} keyOf={({ id }) => id} />
        )}
      </Section>
    </>
  );
}

function StartReplay({ endpoint }: { endpoint: string }) {
  const start = useStartReplay(endpoint);
  const [initialValues] = useState(() => emptyReplay(Date.now()));
  const form = useForm<ReplayForm>({ initialValues, validate: replayFaults });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      await start.mutateAsync(toReplay(values));
      showDone(texts.replay.started);
    },
    { fields: ["since", "until", "events"] },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Section title={texts.replay.title}>
        <Text size="sm" c="dimmed">
          {texts.replay.text}
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput type="datetime-local" label={texts.replay.since} required {...form.getInputProps("since")} />
          <TextInput
            type="datetime-local"
            label={texts.replay.until}
            description={texts.replay.untilHint}
            inputWrapperOrder={["label", "input", "description", "error"]}
            {...form.getInputProps("until")}
          />
          <MultiSelect
            label={texts.replay.events}
            description={texts.replay.eventsHint}
            inputWrapperOrder={["label", "input", "description", "error"]}
            data={[...EVENT_NAMES]}
            searchable
            {...form.getInputProps("events")}
          />
          <AccountPicker
            label={texts.replay.account}
            placeholder={texts.replay.anyAccount}
            value={form.values.account}
            onChange={(account) => form.setFieldValue("account", account)}
          />
        </SimpleGrid>
        <FormFault fault={fault} />
        <Group>
          <Button type="submit" loading={isBusy} leftSection={<IconHistory size={16} aria-hidden />}>
            {texts.replay.start}
          </Button>
        </Group>
      </Section>
    </form>
  );
}

const LABELS = { running: "info", completed: "success", cancelled: "neutral" } as const;

const columns: readonly Column<WebhookReplay>[] = [
  { header: texts.replay.columns.started, cell: ({ created }) => <RelativeTime at={created} /> },
  {
    header: texts.replay.columns.range,
    cell: ({ since, until, events, accounts }) => (
      <div>
        <Text size="sm">
          {texts.replay.range(
            since ? formatDate(since) : texts.replay.oldest,
            until ? formatDate(until) : texts.replay.now,
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {[...(events ?? []), ...(accounts ?? [])].join(", ")}
        </Text>
      </div>
    ),
  },
  { header: texts.replay.columns.state, cell: (replay) => <ReplayState replay={replay} /> },
  {
    header: texts.replay.columns.deliveries,
    cell: ({ id, deliveries }) => (
      <Stack gap={0}>
        {formatNumber(deliveries)}
        <TextLink to="/webhooks/deliveries" search={{ replay: id }} size="xs">
          {texts.replay.show}
        </TextLink>
      </Stack>
    ),
  },
];

function ReplayState({ replay: { id, endpoint, state } }: { replay: WebhookReplay }) {
  const cancel = useCancelReplay(endpoint);
  const may = useMay(cancelReplay);
  return (
    <Group gap="xs">
      <StateBadge
        label={{ type: LABELS[state], name: texts.replay.states[state], ...(state === "running" && { spinner: true }) }}
      />
      {state === "running" && may && (
        <Button
          size="compact-xs"
          variant="default"
          loading={cancel.isPending}
          onClick={() =>
            cancel.mutate(id, {
              onSuccess: () => showDone(texts.replay.cancelled),
              onError: (error) => showFault(error),
            })
          }
        >
          {texts.replay.cancel}
        </Button>
      )}
    </Group>
  );
}
