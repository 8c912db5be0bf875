import { Anchor, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { Account } from "@posthorn/contracts/accounts";
import type { ImapServerDetails, SmtpServerDetails } from "@posthorn/contracts/server-details";
import { type ReactNode, useState } from "react";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { formatBytes } from "../../languages/format.ts";
import { useServerDetails } from "../../queries/server-details.ts";
import { Names } from "./names.tsx";
import { texts } from "./texts.ts";

/** What an account's mail servers told of themselves; asked for once it is opened. */
export function ServerDetails({ account: { account, imap, smtp } }: { account: Account }) {
  const [isOpen, setOpen] = useState(false);
  const details = useServerDetails(account, { isWanted: isOpen });
  const { data } = details;
  return (
    <Paper component="section" withBorder p={{ base: "md", sm: "lg" }} radius="lg">
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary style={{ cursor: "pointer" }}>
          <Title order={2} fz="1.05rem" display="inline">
            {texts.title}
          </Title>
        </summary>
        {isOpen && (
          <Stack gap="md" mt="md">
            <Text size="sm" c="dimmed">
              {texts.hint}
            </Text>
            {details.isError ? (
              <ErrorState
                error={details.error}
                onRetry={() => void details.refetch()}
                isRetrying={details.isFetching}
              />
            ) : data === undefined ? (
              <LinesLoading lines={6} />
            ) : data.imap === null && data.smtp === null ? (
              <Text size="sm">{texts.none}</Text>
            ) : (
              <SimpleGrid cols={{ base: 1, md: data.imap && data.smtp ? 2 : 1 }} spacing="lg">
                {data.imap && <ImapServer server={data.imap} host={imap?.host} />}
                {data.smtp && <SmtpServer server={data.smtp} host={smtp?.host} />}
              </SimpleGrid>
            )}
          </Stack>
        )}
      </details>
    </Paper>
  );
}

function ImapServer({ server, host }: { server: ImapServerDetails; host: string | undefined }) {
  const { id, capabilities, authMethods, authMethod, seenAt } = server;
  return (
    <Server title={texts.imap}>
      <Details
        items={[
          [texts.saidBy, saidBy(server, host)],
          [texts.software, id.name],
          [texts.vendor, id.vendor],
          [texts.version, id.version],
          [
            texts.support,
            id.supportUrl && (
              <Anchor key="support" href={id.supportUrl} target="_blank" rel="noreferrer" inherit>
                {id.supportUrl}
              </Anchor>
            ),
          ],
          [texts.authMethods, <Names key="auth" names={authMethods} kind="sasl" used={authMethod} />],
          [texts.capabilities, <Names key="capabilities" names={capabilities} kind="imap" />],
          [texts.seen, <RelativeTime key="seen" at={seenAt} />],
        ]}
      />
    </Server>
  );
}

function SmtpServer({ server, host }: { server: SmtpServerDetails; host: string | undefined }) {
  const { extensions, authMethods, authMethod, maxMessageSize, seenAt } = server;
  return (
    <Server title={texts.smtp}>
      <Details
        items={[
          [texts.saidBy, saidBy(server, host)],
          [texts.authMethods, <Names key="auth" names={authMethods} kind="sasl" used={authMethod} />],
          [texts.extensions, <Names key="extensions" names={extensions} kind="smtp" />],
          [texts.maxMessageSize, maxMessageSize === null ? undefined : formatBytes(maxMessageSize)],
          [texts.seen, <RelativeTime key="seen" at={seenAt} />],
        ]}
      />
    </Server>
  );
}

/** The server that said it, marked where the account has another one by now. */
const saidBy = (server: { host: string }, host: string | undefined) =>
  host === undefined || host.toLowerCase() === server.host.toLowerCase() ? server.host : texts.otherServer(server.host);

function Server({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap="xs">
      <Title order={3} fz="sm">
        {title}
      </Title>
      {children}
    </Stack>
  );
}
