import { SimpleGrid, Stack } from "@mantine/core";
import { type Account, verifyStoredAccount } from "@posthorn/contracts/accounts";
import { getServerDetails } from "@posthorn/contracts/server-details";
import { getStatsHistory } from "@posthorn/contracts/stats";
import { Details } from "../../components/details.tsx";
import { Section } from "../../components/section.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ShortId } from "../../components/short-id.tsx";
import type { WindowSeconds } from "../../components/time-chart/windows.ts";
import { useMay } from "../../queries/session.ts";
import { ServerDetails } from "../account-server-details/server-details.tsx";
import { Subconnections } from "../account-server-details/subconnections.tsx";
import { AccountKind } from "../accounts/account-kind.tsx";
import { ConnectionCheck } from "./connection-check.tsx";
import { Activity } from "./activity.tsx";
import { Counters } from "./counters.tsx";
import { MailServer } from "./mail-server.tsx";
import { OAuth2Part } from "./oauth2-part.tsx";
import { SignsOfLife } from "./signs-of-life.tsx";
import { Storage } from "./storage.tsx";
import { texts } from "./texts.ts";

/** What there is to know of an account at one look. */
export function Overview({ account, seconds }: { account: Account; seconds: WindowSeconds }) {
  const { imap, smtp, oauth2 } = account;
  const mayCheck = useMay(verifyStoredAccount);
  const mayCount = useMay(getStatsHistory);
  const maySeeServers = useMay(getServerDetails);
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <SignsOfLife account={account} />
        <Summary account={account} />
      </SimpleGrid>
      {isRead(account) && <Storage account={account.account} />}
      {mayCheck && oauth2?.provider === undefined && (imap ?? smtp) && <ConnectionCheck account={account} />}
      {oauth2?.provider !== undefined && <OAuth2Part account={account} oauth2={oauth2} />}
      {(imap || smtp) && (
        <SimpleGrid cols={{ base: 1, md: imap && smtp ? 2 : 1 }} spacing="lg">
          {imap && <MailServer title={texts.imap} server={imap} failure={account.lastError ?? undefined} />}
          {smtp && <MailServer title={texts.smtp} server={smtp} handOff={account.smtpStatus ?? undefined} />}
        </SimpleGrid>
      )}
      {account.subconnections && account.subconnections.length > 0 && isRead(account) && (
        <Subconnections account={account.account} wanted={account.subconnections} />
      )}
      {maySeeServers && hasMailServers(account) && <ServerDetails account={account} />}
      {mayCount && <Activity account={account.account} seconds={seconds} />}
      <Counters counters={account.counters} />
    </Stack>
  );
}

/** Whether there is a mailbox that is looked at. */
const isRead = ({ state, sendOnly, imap, oauth2 }: Account) =>
  state !== "unset" && sendOnly !== true && (imap !== undefined || oauth2?.provider !== undefined);

/** Whether it is served by mail servers, and not by an API of its provider. */
const hasMailServers = ({ imap, smtp, baseScopes }: Account) =>
  baseScopes === undefined ? imap !== undefined || smtp !== undefined : baseScopes === "imap";

function Summary({ account }: { account: Account }) {
  const { email, expectedEmail, type, path, subconnections, notifyFrom, syncFrom, imapIndexer, canSend } = account;
  return (
    <Section title={texts.summary}>
      <Details
        items={[
          [texts.id, <ShortId key="id" id={account.account} />],
          [texts.email, email],
          [texts.expectedEmail, expectedEmail],
          [texts.type, <AccountKind key="kind" type={type} />],
          [texts.sending, canSend === undefined ? undefined : canSend ? texts.yes : texts.no],
          [texts.paths, Array.isArray(path) && path.length > 0 ? path.join(", ") : texts.allMailboxes],
          [texts.subconnections, subconnections?.length ? subconnections.join(", ") : undefined],
          [texts.notifyFrom, notifyFrom && <RelativeTime key="from" at={notifyFrom} />],
          [texts.syncFrom, syncFrom && <RelativeTime key="since" at={syncFrom} />],
          [texts.indexer, imapIndexer && texts.indexers[imapIndexer]],
          [texts.proxy, account.proxy],
          [texts.ehlo, account.smtpEhloName],
          [texts.locale, account.locale || undefined],
          [texts.timeZone, account.tz || undefined],
        ]}
      />
    </Section>
  );
}
