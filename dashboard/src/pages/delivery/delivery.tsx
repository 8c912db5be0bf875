import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { dropDelivery, promoteDelivery, retryDelivery } from "@posthorn/contracts/webhook-log";
import { IconPlayerPlay, IconRefresh, IconTrash } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useNow } from "../../components/use-now.ts";
import { showDone, showFault } from "../../components/toast.tsx";
import { formatDuration } from "../../languages/format.ts";
import {
  type DeliveryDetails,
  useDelivery,
  useDropDelivery,
  usePromoteDelivery,
  useRetryThese,
} from "../../queries/deliveries.ts";
import { useEvent } from "../../queries/events.ts";
import { useMay } from "../../queries/session.ts";
import { useWebhookEndpoint } from "../../queries/webhook-endpoints.ts";
import { deliveryLabel, whyOf } from "../deliveries/delivery-label.ts";
import { texts as common } from "../deliveries/texts.ts";
import { useEndpointName } from "../deliveries/use-endpoint-name.ts";
import { eventText } from "../webhook/samples.ts";
import { requestHeaders } from "./request-headers.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/webhooks/deliveries/$delivery");

export function DeliveryPage() {
  const { delivery: id } = route.useParams();
  const delivery = useDelivery(id);
  return (
    <>
      <PageHeader
        title={delivery.data ? texts.title(delivery.data.event) : texts.fallback}
        parent={<TextLink to="/webhooks/deliveries">{texts.back}</TextLink>}
        actions={delivery.data && <Actions delivery={delivery.data} />}
      />
      {delivery.isError ? (
        <ErrorState error={delivery.error} onRetry={() => void delivery.refetch()} isRetrying={delivery.isFetching} />
      ) : delivery.data ? (
        <>
          <Facts delivery={delivery.data} />
          <Attempts delivery={delivery.data} />
          <Request delivery={delivery.data} />
        </>
      ) : (
        <Section title={texts.details}>
          <LinesLoading lines={7} />
        </Section>
      )}
    </>
  );
}

function Actions({ delivery: { id, event, state, nextAttempt } }: { delivery: DeliveryDetails }) {
  const retry = useRetryThese();
  const promote = usePromoteDelivery();
  const drop = useDropDelivery();
  const navigate = useNavigate();
  const mayRetry = useMay(retryDelivery);
  const mayPromote = useMay(promoteDelivery);
  const mayDrop = useMay(dropDelivery);
  const now = useNow();
  const isWaiting = state === "pending";
  const isPutOff = isWaiting && nextAttempt !== null && Date.parse(nextAttempt) > now;
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      {mayRetry && state !== "pending" && (
        <Button
          leftSection={<IconRefresh size={17} aria-hidden />}
          loading={retry.isPending}
          onClick={() =>
            retry.mutate([id], {
              onSuccess: () => showDone(texts.retried),
              onError: (error) => showFault(error),
            })
          }
        >
          {texts.retry}
        </Button>
      )}
      {mayPromote && isPutOff && (
        <Button
          leftSection={<IconPlayerPlay size={17} aria-hidden />}
          loading={promote.isPending}
          onClick={() =>
            promote.mutate(id, { onSuccess: () => showDone(texts.promoted), onError: (error) => showFault(error) })
          }
        >
          {texts.promote}
        </Button>
      )}
      {mayDrop && (
        <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsking(true)}>
          {texts.drop}
        </Button>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={texts.dropTitle(event)}
        text={isWaiting ? texts.dropWaitingText : texts.dropText}
        action={texts.drop}
        onConfirm={async () => {
          const { deleted } = await drop.mutateAsync(id);
          showDone(texts.dropped);
          if (deleted) await navigate({ to: "/webhooks/deliveries", replace: true });
        }}
      />
    </>
  );
}

function Facts({ delivery }: { delivery: DeliveryDetails }) {
  const { id, event, eventId, account, endpoint, url, replay, created, finished, nextAttempt } = delivery;
  const nameOf = useEndpointName();
  return (
    <Section title={texts.details}>
      <Details
        items={[
          [texts.state, <StateBadge key="state" label={deliveryLabel(delivery)} />],
          [texts.why, whyOf(delivery)],
          [texts.next, nextAttempt && <RelativeTime key="next" at={nextAttempt} />],
          [
            texts.event,
            <TextLink key="event" to="/events/$event" params={{ event: eventId }}>
              {event}
            </TextLink>,
          ],
          [
            texts.account,
            account === null ? (
              common.installation
            ) : (
              <TextLink key="account" to="/accounts/$account" params={{ account }}>
                {account}
              </TextLink>
            ),
          ],
          [
            texts.endpoint,
            <TextLink key="endpoint" to="/webhooks/$endpoint" params={{ endpoint }}>
              {nameOf(endpoint)}
            </TextLink>,
          ],
          [texts.address, url],
          [
            texts.replay,
            replay && (
              <TextLink key="replay" to="/webhooks/deliveries" search={{ replay }}>
                {texts.showReplay}
              </TextLink>
            ),
          ],
          [texts.made, <RelativeTime key="made" at={created} />],
          [texts.finished, finished && <RelativeTime key="finished" at={finished} />],
          [texts.id, <ShortId key="id" id={id} />],
        ]}
      />
    </Section>
  );
}

function Attempts({ delivery: { attempts } }: { delivery: DeliveryDetails }) {
  return (
    <Section title={texts.attempts}>
      {attempts.length === 0 && (
        <Text size="sm" c="dimmed">
          {texts.noAttempts}
        </Text>
      )}
      <Stack gap="sm" component="ol" p={0} m={0} style={{ listStyle: "none" }}>
        {attempts.toReversed().map(({ attempt, started, duration, statusCode, error, response }) => (
          <Paper key={attempt} component="li" withBorder p="md">
            <Stack gap="xs">
              <Group justify="space-between" gap="xs">
                <Group gap="sm">
                  <Text fw={600} size="sm">
                    {texts.attempt(attempt)}
                  </Text>
                  <StateBadge
                    label={{
                      type: error === null ? "success" : "danger",
                      name: statusCode === null ? texts.noAnswer : formatStatus(statusCode),
                    }}
                  />
                </Group>
                <Text size="sm" c="dimmed">
                  <RelativeTime at={started} /> · {formatDuration(duration)}
                </Text>
              </Group>
              {error !== null && <Text size="sm">{error}</Text>}
              {response !== null &&
                (response === "" ? (
                  <Text size="sm" c="dimmed">
                    {texts.emptyAnswer}
                  </Text>
                ) : (
                  <CodeBlock code={response} label={texts.answer} wraps />
                ))}
            </Stack>
          </Paper>
        ))}
      </Stack>
    </Section>
  );
}

/** A status is a name, not a quantity. */
const formatStatus = (status: number) => String(status);

function Request({ delivery }: { delivery: DeliveryDetails }) {
  const { mappedBody, eventId, endpoint } = delivery;
  const event = useEvent(eventId);
  const known = useWebhookEndpoint(endpoint);
  const headers = requestHeaders(delivery, known.data);
  const body = mappedBody === null ? event.data && eventText(event.data) : pretty(mappedBody);
  return (
    <Section title={texts.request}>
      {headers !== undefined && (
        <div>
          <Text size="sm" fw={600}>
            {texts.headers}
          </Text>
          <Text size="xs" c="dimmed" mb={6}>
            {texts.headersText}
          </Text>
          <CodeBlock code={headers} label={texts.headers} />
        </div>
      )}
      <div>
        <Text size="sm" fw={600}>
          {texts.body}
        </Text>
        <Text size="xs" c="dimmed" mb={6}>
          {mappedBody === null ? (event.isError ? texts.gone : texts.asItIs) : texts.mapped}
        </Text>
        {body !== undefined && <CodeBlock code={body} label={texts.body} />}
        {body === undefined && event.isPending && <LinesLoading lines={4} />}
      </div>
    </Section>
  );
}

/** JSON as it is sent, on lines of its own. */
const pretty = (json: string) => JSON.stringify(JSON.parse(json), null, 2);
