import { Button, Group, Loader, Text, Tooltip } from "@mantine/core";
import { type Account, type VerifyOutcome, verifyStoredAccount } from "@posthorn/contracts/accounts";
import { listEvents } from "@posthorn/contracts/event-log";
import { IconPlugConnected } from "@tabler/icons-react";
import { useState } from "react";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { formatNumber } from "../../languages/format.ts";
import { useVerifyStored } from "../../queries/accounts.ts";
import { useLastEvent } from "../../queries/last-event.ts";
import { useMay } from "../../queries/session.ts";
import { CheckSteps } from "../account-check/check-steps.tsx";
import { texts } from "./texts.ts";

/** Whether the account is alive, and what proves it. */
export function SignsOfLife({ account }: { account: Account }) {
  const { state = "init", syncTime, lastSeen, connections, nextRetry, account: id, oauth2, imap, smtp } = account;
  const mayReadEvents = useMay(listEvents);
  const lastEvent = useLastEvent(id, { isWanted: mayReadEvents });
  const mayCheck = useMay(verifyStoredAccount) && oauth2?.provider === undefined && Boolean(imap ?? smtp);
  const time = (at: string | null | undefined) => (at ? <RelativeTime at={at} /> : texts.never);
  const confirmed = lastSeen && (lastSeen.imap ?? lastSeen.api ?? null);
  return (
    <Section title={texts.alive.title}>
      <Text>{texts.alive.states[state]}</Text>
      <Details
        items={[
          [
            texts.alive.lastEvent,
            lastEvent.data === undefined ? undefined : lastEvent.data === null ? (
              texts.alive.noEvent
            ) : (
              <span key="event">
                {lastEvent.data.event}, <RelativeTime at={lastEvent.data.date} />
              </span>
            ),
          ],
          [texts.alive.syncTime, time(syncTime)],
          [
            texts.alive.lastSeen,
            lastSeen && (
              <Tooltip key="seen" label={texts.alive.lastSeenHint} multiline maw={320}>
                <span>{time(confirmed)}</span>
              </Tooltip>
            ),
          ],
          [texts.alive.connections, connections === undefined ? undefined : formatNumber(connections)],
          [texts.alive.nextRetry, nextRetry && <RelativeTime key="retry" at={nextRetry} />],
        ]}
      />
      {mayCheck && <Check account={account} />}
    </Section>
  );
}

/** Tries the servers with the stored logins, on request. */
function Check({ account: { account, imap, smtp } }: { account: Account }) {
  const verify = useVerifyStored(account);
  const [outcome, setOutcome] = useState<VerifyOutcome>();
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  async function check() {
    setBusy(true);
    setFault(undefined);
    setOutcome(undefined);
    try {
      setOutcome(await verify({}));
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={17} aria-hidden />}
          disabled={isBusy}
          onClick={() => void check()}
        >
          {texts.alive.check}
        </Button>
        {isBusy && (
          <Group gap="xs" role="status">
            <Loader size="xs" />
            <Text size="sm" c="dimmed">
              {texts.alive.checking}
            </Text>
          </Group>
        )}
      </Group>
      {fault !== undefined && <ErrorState error={fault} />}
      {outcome && <CheckSteps outcome={outcome} hosts={{ imap: imap?.host, smtp: smtp?.host }} />}
    </>
  );
}
