import { Alert, Button, Group, Text } from "@mantine/core";
import { dismissWebhookFailure, type WebhookEndpointView } from "@posthorn/contracts/webhook-endpoints";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { formatDuration, formatNumber, formatShare } from "../../languages/format.ts";
import { useDeliveries } from "../../queries/deliveries.ts";
import { useMay } from "../../queries/session.ts";
import { useDismissFailure, useEndpointStats } from "../../queries/webhook-endpoints.ts";
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
      {failing && <Failure endpoint={id} failing={failing} />}
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

interface FailureProps {
  endpoint: string;
  failing: NonNullable<WebhookEndpointView["failing"]>;
}

/** What went wrong the last time; whoever has seen it can have it forgotten. */
function Failure({ endpoint, failing: { since, error } }: FailureProps) {
  const dismiss = useDismissFailure(endpoint);
  const mayDismiss = useMay(dismissWebhookFailure);
  return (
    <Alert color="red" variant="light" title={texts.failingTitle} icon={<IconAlertTriangle aria-hidden />}>
      <Group justify="space-between" gap="sm">
        <Details
          items={[
            [texts.failingSince, <RelativeTime key="since" at={since} />],
            [texts.lastFault, error.message],
            [texts.events, error.event],
          ]}
        />
        {mayDismiss && (
          <Button
            size="xs"
            variant="default"
            loading={dismiss.isPending}
            onClick={() =>
              dismiss.mutate(undefined, {
                onSuccess: () => showDone(texts.dismissed),
                onError: (fault) => showFault(fault),
              })
            }
          >
            {texts.dismiss}
          </Button>
        )}
      </Group>
    </Alert>
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
