import { Alert, Badge, Group, Stack, Text } from "@mantine/core";
import type { Account } from "@posthorn/contracts/accounts";
import { listWebhookEndpoints, type WebhookEndpointEntry } from "@posthorn/contracts/webhook-endpoints";
import type { StateLabel } from "@posthorn/contracts/state-label";
import { IconInfoCircle, IconListDetails } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useMay } from "../../queries/session.ts";
import { useSettings } from "../../queries/settings.ts";
import { useEndpointNames } from "../../queries/webhook-endpoints.ts";
import { headerNames } from "./header-names.ts";
import { texts } from "./texts.ts";

/** Where the events of an account go, and who decided so. */
export function AccountWebhooks({ account }: { account: Account }) {
  const settings = useSettings("webhooksEnabled", "webhooks", "webhookEvents", "inboxNewOnly", "webhooksCustomHeaders");
  const mayList = useMay(listWebhookEndpoints);
  const endpoints = useEndpointNames({ isWanted: mayList });
  const general = endpoints.data?.endpoints.find(({ id }) => id === "default")?.failing?.error;
  const failure = account.webhooks ? account.webhookErrorFlag : general;
  if (settings.isError) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  if (!settings.data)
    return (
      <Section title={texts.target}>
        <LinesLoading lines={4} />
      </Section>
    );
  const { webhooksEnabled, webhooks, webhookEvents, inboxNewOnly, webhooksCustomHeaders } = settings.data;
  const headers = headerNames(account, webhooksCustomHeaders);
  const url = account.webhooks || webhooks;
  return (
    <Stack gap="lg">
      {webhooksEnabled !== true && (
        <Alert color="yellow" variant="light" title={texts.off} icon={<IconInfoCircle aria-hidden />}>
          <Text size="sm">{texts.offText}</Text>
        </Alert>
      )}
      <Section title={texts.target}>
        {url ? (
          <Details
            items={[
              [texts.url, url],
              [
                texts.source,
                <Badge key="source" variant={account.webhooks ? "light" : "default"} tt="none" fw={500}>
                  {account.webhooks ? texts.own : texts.general}
                </Badge>,
              ],
              [texts.events, eventsInWords(webhookEvents)],
              [texts.inboxOnly, inboxNewOnly === true ? texts.inboxOnlyText : undefined],
              [texts.headers, headers.length > 0 ? texts.headerCount(headers.length, headers.join(", ")) : undefined],
              [texts.lastFailure, failure && <Failure key="failure" flag={failure} />],
            ]}
          />
        ) : (
          <Text c="dimmed">{texts.nowhere}</Text>
        )}
      </Section>
      {mayList && <Endpoints account={account.account} />}
      <Group>
        <ButtonLink
          to="/webhooks/deliveries"
          search={{ account: account.account }}
          variant="default"
          leftSection={<IconListDetails size={17} aria-hidden />}
        >
          {texts.deliveries}
        </ButtonLink>
      </Group>
    </Stack>
  );
}

/** Why the account's own address did not take its last event, and when. */
function Failure({ flag: { message, time, code, statusCode } }: { flag: NonNullable<Account["webhookErrorFlag"]> }) {
  const said = [message, code ?? statusCode].filter((each) => each !== undefined);
  return (
    <span>
      {said.join(" · ")} {time !== undefined && <RelativeTime at={new Date(time).toISOString()} />}
    </span>
  );
}

function eventsInWords(events: readonly string[] | null | undefined): string {
  if (!events || events.length === 0) return texts.noEvents;
  return events.includes("*") ? texts.allEvents : events.join(", ");
}

/** The endpoints besides the default one whose rules let events of the account through. */
function Endpoints({ account }: { account: string }) {
  const endpoints = useEndpointNames();
  const all = endpoints.data?.endpoints;
  const taking = all?.filter(
    ({ id, accounts }) => id !== "default" && (accounts === null || accounts.includes(account)),
  );
  return (
    <Section title={texts.endpoints}>
      {endpoints.isError ? (
        <ErrorState error={endpoints.error} onRetry={() => void endpoints.refetch()} />
      ) : taking?.length === 0 ? (
        <Text c="dimmed">{texts.noEndpoints}</Text>
      ) : (
        <DataTable label={texts.endpoints} columns={columns} rows={taking} keyOf={({ id }) => id} />
      )}
    </Section>
  );
}

function stateOf({ enabled, paused, failing, stopped }: WebhookEndpointEntry): StateLabel {
  if (stopped !== null) return { type: "danger", name: texts.states.stopped, error: stopped.reason };
  if (!enabled) return { type: "neutral", name: texts.states.off };
  if (paused) return { type: "warning", name: texts.states.paused };
  if (failing === null) return { type: "success", name: texts.states.on };
  const { message } = failing.error;
  return { type: "danger", name: texts.states.failing, ...(message !== undefined && { error: message }) };
}

const columns: readonly Column<WebhookEndpointEntry>[] = [
  {
    header: texts.columns.endpoint,
    cell: ({ name, id }) => (
      <Link to="/webhooks/$endpoint" params={{ endpoint: id }} className={rowLinkClass}>
        {name || id}
      </Link>
    ),
  },
  { header: texts.columns.url, cell: ({ targetUrl }) => <Text size="sm">{targetUrl}</Text> },
  {
    header: texts.columns.events,
    cell: ({ events, filter, hasFn, enabled }) => (
      <div>
        <Text size="sm">{events === null ? texts.allEvents : events.join(", ")}</Text>
        {enabled && events === null && filter === null && !hasFn && (
          <Text size="xs" c="dimmed">
            {texts.noFilter}
          </Text>
        )}
      </div>
    ),
  },
  { header: texts.columns.state, cell: (endpoint) => <StateBadge label={stateOf(endpoint)} /> },
];
