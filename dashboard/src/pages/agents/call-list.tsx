import { Group, Select, Stack, Text } from "@mantine/core";
import type { McpCall } from "@posthorn/contracts/mcp";
import type { StateLabel } from "@posthorn/contracts/state-label";
import { IconListDetails } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { emptyKind } from "../../empty-kind.ts";
import { formatDuration } from "../../languages/format.ts";
import { useAgentCalls, useAgents, useMcp } from "../../queries/agents.ts";
import { toApiPaging } from "../../url-search.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { nameOfAgent } from "./agent-name.ts";
import { AgentPicker } from "./agent-picker.tsx";
import { CALL_OUTCOMES } from "./filters.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/agents");
const FILTERS = ["agent", "tool", "account", "outcome"];
/** As many as are asked for their names. */
const NAMED_AGENTS = 250;

/** What agents did, newest first. */
export function CallList() {
  const { agent, tool, account, outcome, page, pageSize } = route.useSearch();
  const calls = useAgentCalls({
    ...toApiPaging({ ...(page && { page }), ...(pageSize && { pageSize }) }),
    ...(agent && { token: agent }),
    ...(tool && { tool }),
    ...(account && { account }),
    ...(outcome && { outcome }),
  });
  const isEmpty = calls.data?.calls.length === 0;
  const isFiltered = [agent, tool, account, outcome].some((filter) => filter !== undefined);
  return (
    <Stack gap="md">
      <Filters />
      {calls.isError ? (
        <ErrorState error={calls.error} onRetry={() => void calls.refetch()} isRetrying={calls.isFetching} />
      ) : isEmpty ? (
        <EmptyState
          kind={emptyKind({ isFiltered, page, total: calls.data?.total ?? 0 })}
          icon={<IconListDetails size={36} stroke={1.5} />}
          filters={FILTERS}
        >
          {texts.calls.empty}
        </EmptyState>
      ) : (
        <DataTable label={texts.calls.title} columns={columns} rows={calls.data?.calls} keyOf={({ id }) => id} />
      )}
      {calls.data && !isEmpty && (
        <Paging list={calls.data} shown={calls.data.calls.length} counted={texts.calls.counted} />
      )}
    </Stack>
  );
}

function Filters() {
  const { agent, tool, account, outcome } = route.useSearch();
  const [, change] = useUrlSearch();
  const mcp = useMcp();
  const names = (mcp.data?.tools ?? []).map(({ name }) => name).toSorted();
  return (
    <Group gap="sm">
      <AgentPicker
        aria-label={texts.calls.agent}
        placeholder={texts.calls.everyAgent}
        value={agent ?? null}
        onChange={(value) => change({ agent: value ?? undefined })}
        w={220}
      />
      <Select
        aria-label={texts.calls.tool}
        placeholder={texts.calls.everyTool}
        data={tool === undefined || names.includes(tool) ? names : [tool, ...names]}
        value={tool ?? null}
        onChange={(value) => change({ tool: value ?? undefined })}
        searchable
        clearable
        clearButtonProps={{ "aria-label": texts.calls.everyTool }}
        w={210}
      />
      <AccountPicker
        aria-label={texts.calls.account}
        placeholder={texts.calls.everyAccount}
        value={account ?? null}
        onChange={(value) => change({ account: value ?? undefined })}
        w={210}
      />
      <Select
        aria-label={texts.calls.outcome}
        placeholder={texts.calls.everyOutcome}
        data={CALL_OUTCOMES.map((value) => ({ value, label: texts.calls.outcomes[value] }))}
        value={outcome ?? null}
        onChange={(value) => change({ outcome: value ?? undefined })}
        clearable
        clearButtonProps={{ "aria-label": texts.calls.everyOutcome }}
        w={160}
      />
    </Group>
  );
}

const LABELS: Record<McpCall["outcome"], StateLabel> = {
  ok: { type: "success", name: texts.calls.outcomes.ok },
  failed: { type: "danger", name: texts.calls.outcomes.failed },
  refused: { type: "warning", name: texts.calls.outcomes.refused },
};

const columns: readonly Column<McpCall>[] = [
  { header: texts.calls.columns.time, cell: ({ time }) => <RelativeTime at={time} /> },
  { header: texts.calls.columns.agent, cell: ({ token }) => <AgentLink token={token} /> },
  {
    header: texts.calls.columns.tool,
    cell: ({ tool, account }) => (
      <div>
        <Text size="sm" ff="monospace">
          {tool}
        </Text>
        {account !== null && (
          <TextLink to="/accounts/$account" params={{ account }} size="xs">
            {account}
          </TextLink>
        )}
      </div>
    ),
  },
  {
    header: texts.calls.columns.outcome,
    cell: ({ outcome, statusCode, message }) => (
      <div>
        <StateBadge label={LABELS[outcome]} />
        {statusCode !== null && (
          <Text size="xs" c="dimmed" mt={3} maw={320}>
            {message ?? texts.calls.status(statusCode)}
          </Text>
        )}
      </div>
    ),
  },
  { header: texts.calls.columns.duration, cell: ({ durationMs }) => formatDuration(durationMs) },
  {
    header: texts.calls.columns.from,
    cell: ({ ip, userAgent }) => (
      <div>
        <Text size="sm">{ip ?? texts.calls.none}</Text>
        {userAgent !== null && (
          <Text size="xs" c="dimmed" maw={220} lineClamp={2}>
            {userAgent}
          </Text>
        )}
      </div>
    ),
  },
];

function AgentLink({ token }: { token: string | null }) {
  const agents = useAgents({ pageSize: NAMED_AGENTS });
  if (token === null)
    return (
      <Text size="sm" c="dimmed">
        {texts.calls.withoutToken}
      </Text>
    );
  const agent = agents.data?.agents.find((each) => each.token === token);
  // Of a token that is gone only its id is known.
  return agent === undefined ? (
    <Text size="sm" ff="monospace">
      {token.slice(0, 8)}
    </Text>
  ) : (
    <TextLink to="/tokens/$token" params={{ token }} size="sm">
      {nameOfAgent(agent)}
    </TextLink>
  );
}
