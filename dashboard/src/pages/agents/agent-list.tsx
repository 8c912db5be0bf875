import { Button, Group, Menu, Stack, Text } from "@mantine/core";
import { type McpAgent, updateMcpAgent } from "@posthorn/contracts/mcp";
import { createToken, deleteToken } from "@posthorn/contracts/tokens";
import { IconListDetails, IconPlayerPause, IconPlayerPlay, IconRobot, IconTrash } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink, MenuLink, TextLink } from "../../components/link.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { SearchBox } from "../../components/search-box.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useNow } from "../../components/use-now.ts";
import { emptyKind } from "../../empty-kind.ts";
import { useAgents, useAskForAgents, usePauseAgent } from "../../queries/agents.ts";
import { useMay } from "../../queries/session.ts";
import { useDeleteTokens } from "../../queries/tokens.ts";
import { toApiPaging } from "../../url-search.ts";
import { ScopeBadges } from "../tokens/scope-badges.tsx";
import { nameOfAgent } from "./agent-name.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/agents");

/** The tokens that agents call with; each can be stopped at once. */
export function AgentList() {
  const { query, page, pageSize } = route.useSearch();
  const agents = useAgents({
    ...toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }),
    ...(query && { query }),
  });
  const mayConnect = useMay(createToken);
  const mayRevoke = useMay(deleteToken);
  const pause = usePause();
  const [doomed, setDoomed] = useState<McpAgent>();
  const isEmpty = agents.data?.agents.length === 0;
  return (
    <Stack gap="md">
      <Group>
        <SearchBox label={texts.list.search} />
      </Group>
      {agents.isError ? (
        <ErrorState error={agents.error} onRetry={() => void agents.refetch()} isRetrying={agents.isFetching} />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({ query, isFiltered: false, page, total: agents.data?.total ?? 0 })}
          icon={<IconRobot size={36} stroke={1.5} />}
          action={
            mayConnect && (
              <ButtonLink to="/agents" search={{ tab: "connect" }} variant="default">
                {texts.list.connect}
              </ButtonLink>
            )
          }
        >
          {texts.list.empty}
        </EmptyState>
      ) : (
        <DataTable
          label={texts.title}
          columns={columns}
          rows={agents.data?.agents}
          keyOf={({ token }) => token}
          nameOf={nameOfAgent}
          menuOf={(agent) => (
            <>
              <MenuLink
                to="/agents"
                search={{ tab: "calls", agent: agent.token }}
                leftSection={<IconListDetails size={16} aria-hidden />}
              >
                {texts.list.showCalls}
              </MenuLink>
              <MenuLink to="/tokens/$token" params={{ token: agent.token }}>
                {texts.list.token}
              </MenuLink>
              {pause && (
                <Menu.Item
                  leftSection={
                    agent.isPaused ? (
                      <IconPlayerPlay size={16} aria-hidden />
                    ) : (
                      <IconPlayerPause size={16} aria-hidden />
                    )
                  }
                  onClick={() => pause(agent)}
                >
                  {agent.isPaused ? texts.list.resume : texts.list.pause}
                </Menu.Item>
              )}
              {mayRevoke && (
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => setDoomed(agent)}
                >
                  {texts.list.revoke}
                </Menu.Item>
              )}
            </>
          )}
        />
      )}
      {agents.data && !isEmpty && (
        <Paging list={agents.data} shown={agents.data.agents.length} counted={texts.list.counted} />
      )}
      <RevokeDialog agent={doomed} onClose={() => setDoomed(undefined)} />
    </Stack>
  );
}

/** Stops an agent or lets it go on; undefined for whom that is not allowed. */
function usePause(): ((agent: McpAgent) => void) | undefined {
  const mayPause = useMay(updateMcpAgent);
  const { mutate } = usePauseAgent();
  if (!mayPause) return undefined;
  return ({ token, isPaused }) =>
    mutate(
      { token, isPaused: !isPaused },
      {
        onSuccess: () => showDone(isPaused ? texts.list.resumed : texts.list.paused),
        onError: (error) => showFault(error, isPaused ? texts.list.resumeFailed : texts.list.pauseFailed),
      },
    );
}

function RevokeDialog({ agent, onClose }: { agent: McpAgent | undefined; onClose: () => void }) {
  const remove = useDeleteTokens();
  const askAgain = useAskForAgents();
  if (agent === undefined) return null;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={texts.list.revokeTitle(nameOfAgent(agent))}
      text={texts.list.revokeText}
      action={texts.list.revoke}
      onConfirm={async () => {
        await remove.mutateAsync([agent.token]);
        showDone(texts.list.revoked);
        void askAgain();
      }}
    />
  );
}

const columns: readonly Column<McpAgent>[] = [
  {
    header: texts.list.columns.agent,
    cell: ({ token, description, client }) => (
      <div>
        <Link to="/agents" search={{ tab: "calls", agent: token }} className={rowLinkClass}>
          {description || texts.list.noDescription}
        </Link>
        {client !== null && (
          <Text size="xs" c="dimmed">
            {texts.list.byConsent(client)}
          </Text>
        )}
        <div>
          <ShortId id={token} />
        </div>
      </div>
    ),
  },
  {
    header: texts.list.columns.reaches,
    cell: ({ token, scopes, account }) => (
      <Stack gap={3} align="flex-start">
        <ScopeBadges token={{ id: token, scopes }} />
        {account === null ? (
          <Text size="xs" c="dimmed">
            {texts.list.allAccounts}
          </Text>
        ) : (
          <TextLink to="/accounts/$account" params={{ account }} size="sm">
            {account}
          </TextLink>
        )}
      </Stack>
    ),
  },
  {
    header: texts.list.columns.lastCall,
    cell: ({ lastCall, lastIp }) =>
      lastCall === null ? (
        <Text size="sm" c="dimmed">
          {texts.list.never}
        </Text>
      ) : (
        <div>
          <RelativeTime at={lastCall} />
          <Text size="xs" c="dimmed">
            {lastIp}
          </Text>
        </div>
      ),
  },
  {
    header: texts.list.columns.calls,
    cell: ({ calls, failed }) => (
      <div>
        <Text size="sm">{texts.list.calls(calls)}</Text>
        {failed > 0 && (
          <Text size="xs" fw={600}>
            {texts.list.failed(failed)}
          </Text>
        )}
      </div>
    ),
  },
  { header: texts.list.columns.state, cell: (agent) => <State agent={agent} /> },
];

function State({ agent }: { agent: McpAgent }) {
  const pause = usePause();
  const now = useNow();
  const { isPaused, expires } = agent;
  const isExpired = expires !== null && Date.parse(expires) <= now;
  return (
    <Group gap="xs">
      <StateBadge
        label={
          isPaused
            ? { type: "warning", name: texts.list.states.paused }
            : isExpired
              ? { type: "neutral", name: texts.list.states.expired }
              : { type: "success", name: texts.list.states.active }
        }
      />
      {pause && !isExpired && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={isPaused ? texts.list.resumeOf(nameOfAgent(agent)) : texts.list.pauseOf(nameOfAgent(agent))}
          onClick={() => pause(agent)}
        >
          {isPaused ? texts.list.resume : texts.list.pause}
        </Button>
      )}
    </Group>
  );
}
