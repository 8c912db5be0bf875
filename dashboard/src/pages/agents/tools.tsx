import { Badge, Group, List, Stack, Text } from "@mantine/core";
import { type McpScope, type McpTool } from "@posthorn/contracts/mcp";
import type { Action } from "@posthorn/contracts/scopes";
import type { StateLabel } from "@posthorn/contracts/state-label";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { formatNumber } from "../../languages/format.ts";
import { useMcp } from "../../queries/agents.ts";
import { countsOf, firstLevelOf } from "./first-level.ts";
import { wordsOf } from "./levels-field.tsx";
import { texts } from "./texts.ts";

const SECTIONS = [
  { scope: "mcp", section: "mail" },
  { scope: "mcp-manage", section: "manage" },
] as const satisfies readonly { scope: McpScope; section: "mail" | "manage" }[];

/** What agents can be given, as the server offers it now. */
export function Tools() {
  const mcp = useMcp();
  if (mcp.isError)
    return <ErrorState error={mcp.error} onRetry={() => void mcp.refetch()} isRetrying={mcp.isFetching} />;
  const tools = mcp.data?.tools;
  return (
    <Stack gap="lg">
      <Section title={texts.tools.title}>
        <Text size="sm" c="dimmed">
          {texts.tools.text}
        </Text>
        {tools && (
          <List size="sm">
            {SECTIONS.flatMap(({ scope, section }) =>
              countsOf(tools, section).map(({ level, all, bound }) => (
                <List.Item key={`${section} ${level}`}>
                  {texts.tools.counts(
                    `${texts.tools[scope]}, ${wordsOf(section, level).name}`,
                    formatNumber(all),
                    formatNumber(bound),
                  )}
                </List.Item>
              )),
            )}
          </List>
        )}
      </Section>
      {SECTIONS.map(({ scope, section }) => (
        <Section key={scope} title={texts.tools[scope]}>
          <DataTable
            label={texts.tools[scope]}
            columns={columnsOf(section)}
            rows={tools?.filter((tool) => tool.scope === scope)}
            keyOf={({ name }) => name}
          />
        </Section>
      ))}
    </Stack>
  );
}

const TYPES: Record<Action, StateLabel["type"]> = {
  read: "neutral",
  write: "info",
  send: "warning",
  destructive: "danger",
};

const columnsOf = (section: "manage" | "mail"): readonly Column<McpTool>[] => [
  {
    header: texts.tools.columns.tool,
    cell: ({ name, title }) => (
      <div>
        <Text size="sm" fw={600} ff="monospace">
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {title}
        </Text>
      </div>
    ),
  },
  {
    header: texts.tools.columns.does,
    cell: ({ description }) => (
      <Text size="sm" maw={480}>
        {description}
      </Text>
    ),
  },
  {
    header: texts.tools.columns.class,
    cell: ({ action, isOpenWorld, isForBound }) => (
      <Group gap={4}>
        <StateBadge label={{ type: TYPES[action], name: texts.tools.actions[action] }} />
        {isOpenWorld && (
          <Badge variant="default" tt="none" fw={500} radius="sm">
            {texts.tools.openWorld}
          </Badge>
        )}
        {!isForBound && (
          <Badge variant="default" tt="none" fw={500} radius="sm">
            {texts.tools.unbound}
          </Badge>
        )}
      </Group>
    ),
  },
  {
    header: texts.tools.columns.from,
    cell: (tool) => {
      const level = firstLevelOf(tool, section);
      return level === undefined ? texts.tools.never : wordsOf(section, level).name;
    },
  },
];
