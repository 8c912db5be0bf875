import { ActionIcon, Button, Menu, SimpleGrid } from "@mantine/core";
import type { Account } from "@posthorn/contracts/accounts";
import { stateLabel } from "@posthorn/contracts/state-label";
import { IconDotsVertical, IconKey, IconPlugConnected, IconRefresh, IconTrash } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { MenuLink, TextLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useAccount, useReconnect, useSync } from "../../queries/accounts.ts";
import { DeleteAccount } from "../accounts/delete-account.tsx";
import { texts as common } from "../accounts/texts.ts";
import { Counters } from "./counters.tsx";
import { MailServer } from "./mail-server.tsx";
import { texts } from "./texts.ts";
import { Troubles } from "./troubles.tsx";

const route = getRouteApi("/signed-in/accounts/$account");

export function AccountPage() {
  const { account: id } = route.useParams();
  const account = useAccount(id);
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <PageHeader
        title={account.data?.name || id}
        parent={<TextLink to="/accounts">{texts.back}</TextLink>}
        actions={account.data && <Actions id={id} onDelete={() => setAsking(true)} />}
      />
      {account.isError ? (
        <ErrorState error={account.error} onRetry={() => void account.refetch()} isRetrying={account.isFetching} />
      ) : account.data ? (
        <>
          <Troubles account={account.data} />
          <Summary account={account.data} />
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            {account.data.imap && <MailServer title={texts.imap} server={account.data.imap} />}
            {account.data.smtp && <MailServer title={texts.smtp} server={account.data.smtp} />}
          </SimpleGrid>
          <Counters counters={account.data.counters} />
        </>
      ) : (
        <Section title={texts.summary}>
          <LinesLoading lines={8} />
        </Section>
      )}
      <DeleteAccount
        account={isAsking ? account.data : undefined}
        onClose={() => setAsking(false)}
        onDeleted={() => void navigate({ to: "/accounts", replace: true })}
      />
    </>
  );
}

function Actions({ id, onDelete }: { id: string; onDelete: () => void }) {
  const reconnect = useReconnect(id);
  const sync = useSync(id);
  const onError = (error: Error) => showFault(error);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlugConnected size={17} aria-hidden />}
        loading={reconnect.isPending}
        onClick={() => reconnect.mutate(undefined, { onSuccess: () => showDone(texts.reconnecting), onError })}
      >
        {texts.reconnect}
      </Button>
      <Button
        variant="default"
        leftSection={<IconRefresh size={17} aria-hidden />}
        loading={sync.isPending}
        onClick={() => sync.mutate(undefined, { onSuccess: () => showDone(texts.syncing), onError })}
      >
        {texts.sync}
      </Button>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={texts.actions}>
            <IconDotsVertical size={17} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <MenuLink to="/tokens" search={{ account: id }} leftSection={<IconKey size={16} aria-hidden />}>
            {texts.tokens}
          </MenuLink>
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
            {texts.delete}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function Summary({ account }: { account: Account }) {
  const { state, lastError, syncTime, lastSeen, notifyFrom, path, connections, canSend, webhooks } = account;
  const time = (at: string | null | undefined) => (at ? <RelativeTime at={at} /> : texts.never);
  return (
    <Section title={texts.summary}>
      <Details
        items={[
          [texts.state, state && <StateBadge key="state" label={stateLabel(state, lastError ?? null)} />],
          [texts.id, <ShortId key="id" id={account.account} />],
          [texts.email, account.email],
          [texts.type, common.types[account.type]],
          [texts.syncTime, time(syncTime)],
          [texts.lastSeen, lastSeen && time(lastSeen.imap ?? lastSeen.api)],
          [texts.connections, connections],
          [texts.sending, canSend === undefined ? undefined : canSend ? texts.yes : texts.no],
          [texts.paths, Array.isArray(path) ? path.join(", ") : texts.allMailboxes],
          [texts.notifyFrom, notifyFrom && <RelativeTime key="from" at={notifyFrom} />],
          [texts.webhooks, webhooks],
        ]}
      />
    </Section>
  );
}
