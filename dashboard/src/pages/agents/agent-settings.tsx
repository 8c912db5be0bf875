import { Stack, Switch, Text } from "@mantine/core";
import { updateSettings } from "@posthorn/contracts/settings";
import { Caution } from "../../components/caution.tsx";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useMcp } from "../../queries/agents.ts";
import { useMay } from "../../queries/session.ts";
import { useSettings, useUpdateSettings } from "../../queries/settings.ts";
import { texts } from "./texts.ts";

/** Whether agents are let in, and web connectors may ask; why not, where a switch alone does not do it. */
export function AgentSettings() {
  const mcp = useMcp();
  const settings = useSettings("mcpEnabled", "mcpOAuthEnabled");
  const mayChange = useMay(updateSettings);
  const update = useUpdateSettings();
  const failed = mcp.isError ? mcp : settings.isError ? settings : undefined;
  if (failed)
    return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} isRetrying={failed.isFetching} />;
  if (mcp.data === undefined || settings.data === undefined) return <LinesLoading lines={5} />;
  const { closedBy, oauth, url } = mcp.data;
  const isOn = settings.data.mcpEnabled === true;
  const set = (change: { mcpEnabled?: boolean; mcpOAuthEnabled?: boolean }) =>
    update.mutate(change, {
      onSuccess: () => showDone(texts.settings.saved),
      onError: (error) => showFault(error, texts.settings.failed),
    });
  return (
    <Section title={texts.settings.title}>
      {closedBy === "start" && (
        <Caution title={texts.closed.title}>
          <Text size="sm">{texts.closed.start}</Text>
        </Caution>
      )}
      <Switch
        label={texts.settings.mcpEnabled}
        description={texts.settings.mcpEnabledHint}
        checked={isOn}
        disabled={!mayChange || update.isPending}
        onChange={({ currentTarget }) => set({ mcpEnabled: currentTarget.checked })}
      />
      <Stack gap="sm" pl="xl">
        <Switch
          label={texts.settings.mcpOAuthEnabled}
          description={texts.settings.mcpOAuthEnabledHint}
          checked={settings.data.mcpOAuthEnabled === true}
          disabled={!mayChange || !isOn || update.isPending}
          onChange={({ currentTarget }) => set({ mcpOAuthEnabled: currentTarget.checked })}
        />
        {oauth.closedBy === "serviceUrl" && (
          <Caution>
            <Text size="sm" mb={mayChange ? "sm" : 0}>
              {texts.closed.serviceUrl}
            </Text>
            {mayChange && (
              <ButtonLink to="/settings/{-$group}" params={{ group: "general" }} size="xs">
                {texts.closed.setAddress}
              </ButtonLink>
            )}
          </Caution>
        )}
      </Stack>
      <Details
        items={[
          [
            texts.settings.agents,
            <State key="agents" isOpen={closedBy === null} reason={closedBy && texts.closed[closedBy]} />,
          ],
          [
            texts.settings.web,
            <State key="web" isOpen={oauth.isOpen} reason={oauth.closedBy && texts.closed[oauth.closedBy]} />,
          ],
          [texts.settings.address, url],
        ]}
      />
    </Section>
  );
}

function State({ isOpen, reason }: { isOpen: boolean; reason: string | null }) {
  return (
    <Stack gap={3} align="flex-start">
      <StateBadge
        label={isOpen ? { type: "success", name: texts.settings.open } : { type: "neutral", name: texts.settings.shut }}
      />
      {reason !== null && (
        <Text size="xs" c="dimmed">
          {reason}
        </Text>
      )}
    </Stack>
  );
}
