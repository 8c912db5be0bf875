import { Button, Group, Text } from "@mantine/core";
import { updateQueue } from "@posthorn/contracts/settings";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { Figure, FigureLink, Figures } from "../../components/figure.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useQueue, useUpdateQueue } from "../../queries/queues.ts";
import { useMay } from "../../queries/session.ts";
import { QueueMenu } from "./queue-menu.tsx";
import { texts } from "./texts.ts";

/** What waits, and the switches that hold it. */
export function Queues() {
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      <Queue queue="submit" title={texts.submit} text={texts.submitText}>
        <ButtonLink to="/outbox" variant="default" size="xs">
          {texts.toOutbox}
        </ButtonLink>
      </Queue>
      <Queue queue="notify" title={texts.notify} text={texts.notifyText}>
        <ButtonLink to="/webhooks/deliveries" variant="default" size="xs">
          {texts.toDeliveries}
        </ButtonLink>
      </Queue>
    </>
  );
}

interface Props {
  queue: "submit" | "notify";
  title: string;
  text: string;
  /** Where one sees what is in it. */
  children: ReactNode;
}

function Queue({ queue, title, text, children }: Props) {
  const state = useQueue(queue);
  const update = useUpdateQueue(queue);
  const mayHold = useMay(updateQueue);
  const [isAsking, setAsking] = useState(false);
  const jobs = state.data?.jobs;
  const isPaused = state.data?.paused ?? false;
  const resume = () =>
    update.mutate(false, { onSuccess: () => showDone(texts.resumedDone), onError: (error) => showFault(error) });
  return (
    <Section
      title={title}
      actions={
        <Group gap="xs">
          {children}
          {mayHold && (
            <Button
              variant="default"
              size="xs"
              disabled={state.data === undefined}
              loading={update.isPending}
              leftSection={
                isPaused ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerPause size={15} aria-hidden />
              }
              onClick={isPaused ? resume : () => setAsking(true)}
            >
              {isPaused ? texts.resume : texts.pause}
            </Button>
          )}
          <QueueMenu queue={queue} title={title} />
        </Group>
      }
    >
      <Group gap="sm" mih={26}>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        {isPaused && <StateBadge label={{ type: "warning", name: texts.paused }} />}
      </Group>
      {state.isError ? (
        <ErrorState error={state.error} onRetry={() => void state.refetch()} isRetrying={state.isFetching} />
      ) : (
        <>
          <Figures>
            {queue === "submit" ? (
              <>
                <FigureLink to="/outbox" search={{ state: "waiting" }} label={texts.waiting} value={jobs?.waiting} />
                <FigureLink to="/outbox" search={{ state: "active" }} label={texts.active} value={jobs?.active} />
                <FigureLink to="/outbox" search={{ state: "delayed" }} label={texts.delayed} value={jobs?.delayed} />
                <FigureLink to="/outbox" search={{ state: "failed" }} label={texts.failed} value={jobs?.failed} isBad />
              </>
            ) : (
              <>
                <Figure label={texts.waiting} value={jobs?.waiting} />
                <Figure label={texts.active} value={jobs?.active} />
                <Figure label={texts.delayed} value={jobs?.delayed} />
                <FigureLink
                  to="/webhooks/deliveries"
                  search={{ state: "failed" }}
                  label={texts.failed}
                  value={jobs?.failed}
                  isBad
                />
              </>
            )}
          </Figures>
          <Text size="sm" c="dimmed" mih={22}>
            {state.data?.oldest && (
              <>
                {texts.oldest}: <RelativeTime at={state.data.oldest} />
              </>
            )}
          </Text>
        </>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={texts.pauseTitle(title)}
        text={texts.pauseText}
        action={texts.pause}
        onConfirm={async () => {
          await update.mutateAsync(true);
          showDone(texts.pausedDone);
        }}
      />
    </Section>
  );
}
