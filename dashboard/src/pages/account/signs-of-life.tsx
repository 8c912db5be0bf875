import { Text, Tooltip } from "@mantine/core";
import type { Account } from "@posthorn/contracts/accounts";
import { listEvents } from "@posthorn/contracts/event-log";
import { Details } from "../../components/details.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { formatNumber } from "../../languages/format.ts";
import { useLastEvent } from "../../queries/last-event.ts";
import { useMay } from "../../queries/session.ts";
import { texts } from "./texts.ts";

/** Whether the account is alive, and what proves it. */
export function SignsOfLife({ account }: { account: Account }) {
  const { state = "init", syncTime, lastSeen, connections, nextRetry, account: id } = account;
  const mayReadEvents = useMay(listEvents);
  const lastEvent = useLastEvent(id, { isWanted: mayReadEvents });
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
    </Section>
  );
}
