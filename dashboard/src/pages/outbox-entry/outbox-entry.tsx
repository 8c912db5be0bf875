import { Alert, Button, Code, SimpleGrid } from "@mantine/core";
import type { OutboxEntry } from "@posthorn/contracts/outbox";
import { IconClock, IconInfoCircle, IconPlayerPlay, IconRefresh, IconTrash } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useOutboxEntry, useSendingEvents } from "../../queries/outbox.ts";
import { CancelEntries } from "../outbox/cancel-entries.tsx";
import { useEntryActions } from "../outbox/entry-actions.ts";
import { RescheduleDialog } from "../outbox/reschedule-dialog.tsx";
import { lastAnswer, outboxLabel } from "../outbox/state-label.ts";
import { texts as common } from "../outbox/texts.ts";
import { texts } from "./texts.ts";
import { eventsOf, timelineOf } from "./timeline.ts";
import { TimelineList } from "./timeline-list.tsx";

const route = getRouteApi("/signed-in/outbox/$queueId");
const icon = { size: 17, "aria-hidden": true } as const;

export function OutboxEntryPage() {
  const { queueId } = route.useParams();
  const entry = useOutboxEntry(queueId);
  const events = useSendingEvents(entry.data?.account, entry.data?.created);
  const told = eventsOf(events.data ?? [], queueId, entry.data?.progress?.messageId ?? entry.data?.messageId);
  const [isCancelling, setCancelling] = useState(false);
  const { dialog } = route.useSearch();
  const [, change] = useUrlSearch();
  const { canReschedule } = useEntryActions();
  const moved = dialog === "reschedule" && entry.data && canReschedule(entry.data) ? entry.data : undefined;
  const subject = entry.data?.subject || subjectOf(told);
  return (
    <>
      <PageHeader
        title={subject ?? (entry.data ? common.noSubject : queueId)}
        parent={<TextLink to="/outbox">{texts.parent}</TextLink>}
        actions={
          entry.data && (
            <Actions
              entry={entry.data}
              onReschedule={() => change({ dialog: "reschedule" })}
              onCancel={() => setCancelling(true)}
            />
          )
        }
      />
      {entry.isError ? (
        <ErrorState error={entry.error} onRetry={() => void entry.refetch()} isRetrying={entry.isFetching} />
      ) : (
        <>
          {entry.data === null && (
            <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden />} title={texts.gone}>
              {told.length > 0 || events.isPending ? texts.goneText : texts.unknownText}
            </Alert>
          )}
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            {entry.data !== null && (
              <Section title={texts.summary}>
                {entry.data ? <Summary entry={entry.data} /> : <LinesLoading lines={8} />}
              </Section>
            )}
            <Section title={texts.timeline}>
              {events.isError ? (
                <ErrorState error={events.error} onRetry={() => void events.refetch()} isRetrying={events.isFetching} />
              ) : entry.isPending || events.isPending ? (
                <LinesLoading lines={4} />
              ) : (
                <TimelineList steps={timelineOf(entry.data ?? null, told)} />
              )}
            </Section>
          </SimpleGrid>
        </>
      )}
      <CancelEntries entries={isCancelling && entry.data ? [entry.data] : []} onClose={() => setCancelling(false)} />
      <RescheduleDialog entry={moved} onClose={() => change({ dialog: undefined })} />
    </>
  );
}

/** Some events say what a message is about. */
function subjectOf(events: readonly { data: object }[]): string | undefined {
  for (const { data } of events) {
    const { subject } = data as { subject?: unknown };
    if (typeof subject === "string" && subject !== "") return subject;
  }
  return undefined;
}

interface ActionsProps {
  entry: OutboxEntry;
  onReschedule: () => void;
  onCancel: () => void;
}

function Actions({ entry, onReschedule, onCancel }: ActionsProps) {
  const actions = useEntryActions();
  return (
    <>
      {actions.canSendNow(entry) && (
        <Button
          variant="default"
          leftSection={<IconPlayerPlay {...icon} />}
          loading={actions.isBusy}
          onClick={() => actions.sendNow(entry)}
        >
          {common.sendNow}
        </Button>
      )}
      {actions.canRetry(entry) && (
        <Button
          variant="default"
          leftSection={<IconRefresh {...icon} />}
          loading={actions.isBusy}
          onClick={() => actions.retry(entry)}
        >
          {common.retry}
        </Button>
      )}
      {actions.canReschedule(entry) && (
        <Button variant="default" leftSection={<IconClock {...icon} />} onClick={onReschedule}>
          {common.reschedule}
        </Button>
      )}
      {actions.canCancel && (
        <Button variant="default" leftSection={<IconTrash {...icon} />} onClick={onCancel}>
          {common.delete}
        </Button>
      )}
    </>
  );
}

function Summary({ entry }: { entry: OutboxEntry }) {
  const { envelope, account, gateway, progress, attemptsMade = 0, attempts = 0, nextAttempt, state } = entry;
  const { scheduled, created, source, waitingReason, queueId } = entry;
  const through = progress?.gateway ?? gateway;
  const messageId = progress?.messageId ?? entry.messageId;
  return (
    <Details
      items={[
        [texts.state, <StateBadge key="state" label={outboxLabel(entry)} />],
        [
          texts.progress,
          state === "active" && progress?.status !== undefined ? texts.statuses[progress.status] : undefined,
        ],
        [texts.waitingFor, waitingReason],
        [texts.reply, lastAnswer(entry)],
        [texts.attempts, common.attempts(attemptsMade, attempts)],
        [texts.next, nextAttempt && state !== "failed" ? <RelativeTime key="next" at={nextAttempt} /> : undefined],
        [
          texts.scheduled,
          scheduled !== undefined && scheduled !== created ? <RelativeTime key="at" at={scheduled} /> : undefined,
        ],
        [texts.from, envelope?.from],
        [texts.to, envelope?.to?.join(", ")],
        [
          texts.account,
          <TextLink key="account" to="/accounts/$account" params={{ account }}>
            {account}
          </TextLink>,
        ],
        [texts.gateway, through ?? texts.ownServer],
        [texts.accepted, progress?.accepted?.join(", ")],
        [
          texts.rejected,
          progress?.rejected?.length
            ? progress.rejected.map(({ address, response }) => `${address}: ${response}`).join("; ")
            : undefined,
        ],
        [texts.created, created && <RelativeTime key="created" at={created} />],
        [texts.source, source && texts.sources[source]],
        [texts.queueId, <ShortId key="queue" id={queueId} />],
        [texts.messageId, messageId],
        [texts.proxy, entry.proxy],
        [texts.localAddress, entry.localAddress],
        [texts.idempotencyKey, entry.idempotencyKey],
        [texts.metadata, entry.metadata && <Code key="metadata">{JSON.stringify(entry.metadata)}</Code>],
      ]}
    />
  );
}
