import { Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { Section } from "../../components/section.tsx";
import { listed } from "../../languages/format.ts";
import { useConfiguration } from "../../queries/settings.ts";
import classes from "./settings.module.css";
import { texts as ofSettings } from "./texts.ts";

const texts = ofSettings.configuration;

const Risk = ({ children }: { children: string }) => (
  <Group gap={6} wrap="nowrap" align="flex-start">
    <IconAlertTriangle size={16} aria-hidden className={classes["risk"]} />
    <span>{children}</span>
  </Group>
);

/** What is decided where the program is started, and how to change that. */
export function ConfigurationFacts() {
  const configuration = useConfiguration();
  const facts = configuration.data;
  return (
    <Section title={texts.title}>
      <Text size="sm" c="dimmed">
        {texts.text}
      </Text>
      {configuration.isError ? (
        <ErrorState
          error={configuration.error}
          onRetry={() => void configuration.refetch()}
          isRetrying={configuration.isFetching}
        />
      ) : facts === undefined ? (
        <LinesLoading lines={4} />
      ) : (
        <Details
          items={[
            [texts.apiAuthentication, facts.apiAuthentication ? texts.refused : <Risk key="api">{texts.letIn}</Risk>],
            [texts.oauthTokens, facts.oauthTokens ? <Risk key="tokens">{texts.readable}</Risk> : texts.unreadable],
            [
              texts.dashboardAddresses,
              facts.dashboardAddresses.length === 0 ? texts.everywhere : listed(facts.dashboardAddresses),
            ],
            [texts.sealedWith, texts.seals[facts.sealedWith]],
          ]}
        />
      )}
    </Section>
  );
}
