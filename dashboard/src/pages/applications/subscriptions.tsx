import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { updateSettings } from "@posthorn/contracts/settings";
import type { PubSubState } from "@posthorn/contracts/oauth2-apps";
import type { StateLabel } from "@posthorn/contracts/state-label";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { Paging } from "../../components/paging.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { type PubSubStatus, usePubSubStatus } from "../../queries/applications.ts";
import { useMay } from "../../queries/session.ts";
import { useSettings, useUpdateSettings } from "../../queries/settings.ts";
import { toApiPaging } from "../../url-search.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/applications");
const words = texts.subscriptions;

/** The applications that listen for Gmail's notifications, and what is wrong with them. */
export function Subscriptions() {
  const { page, pageSize } = route.useSearch();
  const status = usePubSubStatus(toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }));
  const settings = useSettings("gmailSubscriptionTtl");
  const mayUpdate = useMay(updateSettings);
  if (status.isError)
    return <ErrorState error={status.error} onRetry={() => void status.refetch()} isRetrying={status.isFetching} />;
  return (
    <Stack gap="lg">
      {status.data?.apps.length === 0 ? (
        <Text c="dimmed" role="status">
          {words.empty}
        </Text>
      ) : (
        <DataTable label={texts.tabs.subscriptions} columns={columns} rows={status.data?.apps} keyOf={({ id }) => id} />
      )}
      {status.data && status.data.apps.length > 0 && (
        <Paging list={status.data} shown={status.data.apps.length} counted={texts.counted} />
      )}
      {mayUpdate && settings.data && <TimeToLive days={settings.data.gmailSubscriptionTtl ?? null} />}
    </Stack>
  );
}

/** After how many days Google drops a subscription that nobody reads. */
function TimeToLive({ days }: { days: number | null }) {
  const update = useUpdateSettings();
  const [typed, setTyped] = useState<number | string>(days ?? "");
  const save = () =>
    update.mutate(
      { gmailSubscriptionTtl: typed === "" ? null : Number(typed) },
      { onSuccess: () => showDone(words.saved), onError: (error) => showFault(error) },
    );
  return (
    <Section title={texts.tabs.subscriptions}>
      <Group align="flex-end">
        <NumberInput
          label={words.ttl}
          description={words.ttlHint}
          min={0}
          max={365}
          allowDecimal={false}
          value={typed}
          onChange={setTyped}
          maw={460}
        />
        <Button
          variant="default"
          loading={update.isPending}
          disabled={String(typed) === String(days ?? "")}
          onClick={save}
        >
          {words.save}
        </Button>
      </Group>
    </Section>
  );
}

const STATES: Record<PubSubState, StateLabel> = {
  ok: { type: "success", name: words.states.ok },
  pending: { type: "info", name: words.states.pending, spinner: true },
  error: { type: "danger", name: words.states.pull },
  setupFailed: { type: "danger", name: words.states.setup },
  updateFailed: { type: "danger", name: words.states.update },
};

/** Google's names begin with the project, which has a column of its own. */
const shortName = (name: string | null) => name?.split("/").at(-1) ?? texts.none;

const columns: readonly Column<PubSubStatus>[] = [
  {
    header: words.columns.application,
    cell: ({ id, name }) => (
      <Link to="/applications/$app" params={{ app: id }} className={rowLinkClass}>
        {name ?? id}
      </Link>
    ),
  },
  { header: words.columns.project, cell: ({ project }) => <Text size="sm">{project ?? texts.none}</Text> },
  {
    header: words.columns.subscription,
    cell: ({ topic, subscription }) => (
      <div>
        <Text size="sm" title={topic ?? undefined}>
          {shortName(topic)}
        </Text>
        <Text size="xs" c="dimmed" title={subscription ?? undefined}>
          {shortName(subscription)}
        </Text>
      </div>
    ),
  },
  {
    header: words.columns.expires,
    cell: ({ expiresAfterDays }) => (
      <Text size="sm">{expiresAfterDays === null ? words.never : words.days(expiresAfterDays)}</Text>
    ),
  },
  { header: words.columns.state, cell: ({ status }) => <StateBadge label={STATES[status]} /> },
  {
    header: words.columns.error,
    cell: ({ lastError, pubSubError }) => (
      <Text size="sm">{lastError?.response ?? pubSubError?.description ?? pubSubError?.message ?? texts.none}</Text>
    ),
  },
];
