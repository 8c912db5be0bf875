import { Group, Tabs, Text } from "@mantine/core";
import { updateSettings } from "@posthorn/contracts/settings";
import { createToken } from "@posthorn/contracts/tokens";
import { IconPlugConnected } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { Caution } from "../../components/caution.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useMcp } from "../../queries/agents.ts";
import { useMay } from "../../queries/session.ts";
import { AgentList } from "./agent-list.tsx";
import { AgentSettings } from "./agent-settings.tsx";
import { CallList } from "./call-list.tsx";
import { Connect } from "./connect.tsx";
import { AGENT_TABS } from "./filters.ts";
import { texts } from "./texts.ts";
import { Tools } from "./tools.tsx";

const route = getRouteApi("/signed-in/agents");
/** Each of them begins anew when one comes to it. */
const OF_TABS = ["query", "agent", "tool", "account", "outcome", "pageSize"];

/** Who works here by MCP, what they do, how to connect one more, and how to stop them. */
export function Agents() {
  const { tab = "agents" } = route.useSearch();
  const [, change] = useUrlSearch();
  const mcp = useMcp();
  const mayConnect = useMay(createToken);
  const maySwitch = useMay(updateSettings);
  const tabs = AGENT_TABS.filter((each) => each !== "connect" || mayConnect);
  const closedBy = mcp.data?.closedBy ?? undefined;
  return (
    <>
      <PageHeader
        title={texts.title}
        description={texts.description}
        actions={
          mayConnect &&
          tab !== "connect" && (
            <ButtonLink
              to="/agents"
              search={{ tab: "connect" }}
              leftSection={<IconPlugConnected size={17} aria-hidden />}
            >
              {texts.list.connect}
            </ButtonLink>
          )
        }
      />
      {closedBy !== undefined && tab !== "settings" && (
        <Caution title={texts.closed.title}>
          <Text size="sm">{texts.closed[closedBy]}</Text>
          {maySwitch && closedBy === "mcpEnabled" && (
            <Group mt="sm">
              <ButtonLink to="/agents" search={{ tab: "settings" }} size="xs">
                {texts.closed.switchOn}
              </ButtonLink>
            </Group>
          )}
        </Caution>
      )}
      <Tabs
        value={tabs.includes(tab) ? tab : "agents"}
        onChange={(next) =>
          change({
            ...Object.fromEntries(OF_TABS.map((name) => [name, undefined])),
            tab: next === "agents" ? undefined : next,
          })
        }
        keepMounted={false}
      >
        <Tabs.List aria-label={texts.tabs.label} mb="lg">
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {texts.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="agents">
          <AgentList />
        </Tabs.Panel>
        <Tabs.Panel value="calls">
          <CallList />
        </Tabs.Panel>
        {mayConnect && (
          <Tabs.Panel value="connect">
            <Connect />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="tools">
          <Tools />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <AgentSettings />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
