import { Group, Tabs } from "@mantine/core";
import { deleteAccount } from "@posthorn/contracts/accounts";
import { listExports } from "@posthorn/contracts/exports";
import { stateLabel } from "@posthorn/contracts/state-label";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useAccount } from "../../queries/accounts.ts";
import { useMay } from "../../queries/session.ts";
import { AccountEvents } from "../account-events/account-events.tsx";
import { AccountExports } from "../account-export/account-exports.tsx";
import { ExportBadge } from "../account-export/export-badge.tsx";
import { AccountFolders } from "../account-folders/account-folders.tsx";
import { AccountLog } from "../account-log/account-log.tsx";
import { AccountSending } from "../account-sending/account-sending.tsx";
import { AccountWebhooks } from "../account-webhooks/account-webhooks.tsx";
import { DeleteAccount } from "../accounts/delete-account.tsx";
import { DEFAULT_WINDOW } from "../../components/time-chart/windows.ts";
import { Actions } from "./actions.tsx";
import { Overview } from "./overview.tsx";
import { ACCOUNT_TABS } from "./tabs.ts";
import { texts } from "./texts.ts";
import { Troubles } from "./troubles.tsx";

const route = getRouteApi("/signed-in/accounts/$account");

export function AccountPage() {
  const { account: id } = route.useParams();
  const { tab = "overview", seconds = DEFAULT_WINDOW } = route.useSearch();
  const account = useAccount(id);
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const mayDelete = useMay(deleteAccount);
  const mayExport = useMay(listExports);
  const { data } = account;
  return (
    <>
      <PageHeader
        title={data?.name || id}
        parent={<TextLink to="/accounts">{texts.back}</TextLink>}
        description={
          data && (
            <Group gap="xs" component="span">
              {data.state && <StateBadge label={stateLabel(data.state, data.lastError ?? null)} />}
              {data.email}
            </Group>
          )
        }
        actions={data && <Actions account={data} onDelete={mayDelete ? () => setAsking(true) : undefined} />}
      />
      {account.isError ? (
        <ErrorState error={account.error} onRetry={() => void account.refetch()} isRetrying={account.isFetching} />
      ) : data ? (
        <>
          <Troubles account={data} />
          <Tabs
            value={tab}
            onChange={(next) => void navigate({ to: ".", search: next === "overview" ? {} : { tab: next as never } })}
            keepMounted={false}
          >
            <Tabs.List aria-label={texts.tabs.label} mb="lg">
              {ACCOUNT_TABS.map((each) => (
                <Tabs.Tab
                  key={each}
                  value={each}
                  rightSection={each === "export" && mayExport ? <ExportBadge account={id} /> : undefined}
                >
                  {texts.tabs[each]}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="overview">
              <Overview account={data} seconds={seconds} />
            </Tabs.Panel>
            <Tabs.Panel value="folders">
              <AccountFolders account={data} />
            </Tabs.Panel>
            <Tabs.Panel value="events">
              <AccountEvents account={id} />
            </Tabs.Panel>
            <Tabs.Panel value="sending">
              <AccountSending account={data} />
            </Tabs.Panel>
            <Tabs.Panel value="webhooks">
              <AccountWebhooks account={data} />
            </Tabs.Panel>
            <Tabs.Panel value="export">
              <AccountExports account={id} />
            </Tabs.Panel>
            <Tabs.Panel value="log">
              <AccountLog account={data} />
            </Tabs.Panel>
          </Tabs>
        </>
      ) : (
        <Section title={texts.summary}>
          <LinesLoading lines={8} />
        </Section>
      )}
      <DeleteAccount
        account={isAsking ? data : undefined}
        onClose={() => setAsking(false)}
        onDeleted={() => void navigate({ to: "/accounts", replace: true })}
      />
    </>
  );
}
