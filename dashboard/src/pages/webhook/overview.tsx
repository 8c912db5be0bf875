import { Group, Text } from "@mantine/core";
import type { WebhookEndpointView } from "@posthorn/contracts/webhook-endpoints";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { formatDuration, formatNumber, formatShare } from "../../languages/format.ts";
import { useDeliveries } from "../../queries/deliveries.ts";
import { useEndpointStats } from "../../queries/webhook-endpoints.ts";
import { DeliveryTable } from "../deliveries/delivery-table.tsx";
import { endpointLabel } from "../webhooks/endpoint-label.ts";
import { texts as common } from "../webhooks/texts.ts";
import { texts } from "./texts.ts";

const SHOWN = 5;

/** How an endpoint is set up and how it fares. */
export function Overview({ endpoint }: { endpoint: WebhookEndpointView }) {
  const { id, description, targetUrl, events, accounts, filter, hasFn, hasMap } = endpoint;
  const { customHeaders, tcount, created, updated, failing, stopped } = endpoint;
  const functions = [
    filter !== null && texts.filterQuery,
    hasFn && texts.filterFunction,
    hasMap && texts.mapFunction,
  ].filter((one) => one !== false);
  return (
    <>
      <Section title={texts.details}>
        {description !== "" && <Text size="sm">{description}</Text>}
        <Details
          items={[
            [texts.state, <StateBadge key="state" label={endpointLabel(endpoint)} />],
            [texts.id, <ShortId key="id" id={id} />],
            [texts.address, targetUrl === "" ? common.noAddress : targetUrl],
            [
              texts.events,
              events === null ? common.allEvents : events.length === 0 ? common.noEvents : events.join(", "),
            ],
            [texts.accounts, accounts === null ? texts.allAccounts : accounts.join(", ")],
            [texts.functions, functions.length > 0 ? functions.reduce(texts.both) : undefined],
            [texts.headers, customHeaders.length > 0 ? customHeaders.map(({ key }) => key).join(", ") : undefined],
            [texts.failingSince, failing && <RelativeTime key="since" at={failing.since} />],
            [texts.lastFault, failing?.error.message],
            [texts.stopped, stopped && <RelativeTime key="stopped" at={stopped.at} />],
            [texts.made, formatNumber(tcount)],
            [texts.created, created && <RelativeTime key="created" at={created} />],
            [texts.updated, updated && <RelativeTime key="updated" at={updated} />],
          ]}
        />
      </Section>
      <RecentDeliveries id={id} />
    </>
  );
}

function RecentDeliveries({ id }: { id: string }) {
  // The log knows an account's own address as the default one.
  const account = id.startsWith("account:") ? id.slice("account:".length) : undefined;
  const choice = account === undefined ? { endpoint: id } : { endpoint: "default", account };
  const deliveries = useDeliveries({ ...choice, pageSize: SHOWN });
  const found = deliveries.data?.deliveries ?? [];
  const { successRate = null, latency = null, delivered = 0, failed = 0 } = useEndpointStats(id).data ?? {};
  return (
    <Section
      title={texts.recent}
      actions={
        <Group gap="md">
          <TextLink to="/webhooks/deliveries" search={{ ...choice, state: "failed" }} size="sm">
            {texts.failed}
          </TextLink>
          <TextLink to="/webhooks/deliveries" search={choice} size="sm">
            {texts.all}
          </TextLink>
        </Group>
      }
    >
      {deliveries.isError ? (
        <ErrorState
          error={deliveries.error}
          onRetry={() => void deliveries.refetch()}
          isRetrying={deliveries.isFetching}
        />
      ) : deliveries.data && found.length === 0 ? (
        <Text size="sm" c="dimmed">
          {texts.noDeliveries}
        </Text>
      ) : (
        <>
          {successRate !== null && (
            <Text size="sm" c="dimmed">
              {texts.share(formatShare(successRate), delivered + failed)}{" "}
              {latency && texts.latency(formatDuration(latency.median), formatDuration(latency.p95))}
            </Text>
          )}
          <DeliveryTable label={texts.recent} deliveries={deliveries.data && found} />
        </>
      )}
    </Section>
  );
}
