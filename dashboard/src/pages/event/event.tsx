import { Button, Group, Select, Stack, Text } from "@mantine/core";
import type { LoggedEvent } from "@posthorn/contracts/event-log";
import { EVENT_NAMES } from "@posthorn/contracts/events";
import { runUserFunctions } from "@posthorn/contracts/user-functions";
import {
  createWebhookEndpoint,
  listWebhookEndpoints,
  testWebhookEndpoint,
} from "@posthorn/contracts/webhook-endpoints";
import { listDeliveries } from "@posthorn/contracts/webhook-log";
import { IconFunction, IconPlus, IconSend } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink, TextLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { useEvent } from "../../queries/events.ts";
import { useMay } from "../../queries/session.ts";
import { useEndpointNames } from "../../queries/webhook-endpoints.ts";
import { eventWords } from "../webhooks/event-words.ts";
import { eventText } from "../webhook/samples.ts";
import type { WebhookTab } from "../webhook/tabs.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/events/$event");

export function EventPage() {
  const { event: id } = route.useParams();
  const event = useEvent(id);
  return (
    <>
      <PageHeader
        title={event.data?.event ?? texts.fallback}
        description={event.data && (eventWords.events as Record<string, string>)[event.data.event]}
        parent={<TextLink to="/events">{texts.back}</TextLink>}
        actions={event.data && <CopyButton value={eventText(event.data)} label={texts.copy} isWide />}
      />
      {event.isError ? (
        <ErrorState error={event.error} onRetry={() => void event.refetch()} isRetrying={event.isFetching} />
      ) : event.data ? (
        <>
          <Facts event={event.data} />
          <UseIt event={event.data} />
          <Section title={texts.json}>
            <CodeBlock code={eventText(event.data)} label={texts.json} />
          </Section>
        </>
      ) : (
        <Section title={texts.details}>
          <LinesLoading lines={5} />
        </Section>
      )}
    </>
  );
}

function Facts({ event: { id, account, path, date } }: { event: LoggedEvent }) {
  const maySeeDeliveries = useMay(listDeliveries);
  return (
    <Section title={texts.details}>
      <Details
        items={[
          [
            texts.account,
            account === null ? (
              texts.installation
            ) : (
              <TextLink key="account" to="/accounts/$account" params={{ account }}>
                {account}
              </TextLink>
            ),
          ],
          [texts.mailbox, path],
          [texts.date, <RelativeTime key="date" at={date} />],
          [
            texts.deliveries,
            maySeeDeliveries ? (
              <TextLink key="deliveries" to="/webhooks/deliveries" search={{ eventId: id }}>
                {texts.showDeliveries}
              </TextLink>
            ) : undefined,
          ],
          [texts.id, <ShortId key="id" id={id} />],
        ]}
      />
    </Section>
  );
}

/** Leads with the event to where something can be tried with it. */
function UseIt({ event }: { event: LoggedEvent }) {
  const maySend = useMay(testWebhookEndpoint);
  const mayRun = useMay(runUserFunctions);
  const mayCreate = useMay(createWebhookEndpoint);
  const mayList = useMay(listWebhookEndpoints);
  const endpoints = useEndpointNames();
  const navigate = useNavigate();
  const [endpoint, setEndpoint] = useState("default");
  if (!mayList || !(maySend || mayRun || mayCreate)) return null;
  const go = (tab: WebhookTab) =>
    void navigate({ to: "/webhooks/$endpoint", params: { endpoint }, search: { tab, event: event.id } });
  const name = EVENT_NAMES.find((one) => one === event.event);
  return (
    <Section title={texts.further}>
      <Text size="sm" c="dimmed">
        {texts.purpose}
      </Text>
      <Stack gap="sm">
        <Group gap="sm" align="flex-end">
          <Select
            label={texts.endpoint}
            data={(endpoints.data?.endpoints ?? []).map(({ id, name: label }) => ({
              value: id,
              label: id === "default" ? texts.defaultEndpoint : label,
            }))}
            value={endpoint}
            onChange={(value) => setEndpoint(value ?? "default")}
            allowDeselect={false}
            searchable
            w={260}
          />
          {maySend && (
            <Button variant="default" leftSection={<IconSend size={16} aria-hidden />} onClick={() => go("test")}>
              {texts.test}
            </Button>
          )}
          {mayRun && (
            <Button
              variant="default"
              leftSection={<IconFunction size={16} aria-hidden />}
              onClick={() => go("functions")}
            >
              {texts.functions}
            </Button>
          )}
          {mayCreate && name && (
            <ButtonLink
              to="/webhooks/new"
              search={{ event: name, ...(event.account !== null && { account: event.account }) }}
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {texts.create}
            </ButtonLink>
          )}
        </Group>
      </Stack>
    </Section>
  );
}
