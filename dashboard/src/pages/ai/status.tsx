import { Alert, Group, Text } from "@mantine/core";
import type { AiDefaults } from "@posthorn/contracts/ai";
import { type SettingsAnswer, updateSettings } from "@posthorn/contracts/settings";
import { IconInfoCircle } from "@tabler/icons-react";
import { Details } from "../../components/details.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useMay } from "../../queries/session.ts";
import { isConfigured } from "./is-configured.ts";
import { texts } from "./texts.ts";

interface Props {
  settings: SettingsAnswer;
  defaults: AiDefaults;
}

/** Whether new mail is summarised, and by whom; or what to do so that it can be. */
export function Status({ settings, defaults }: Props) {
  const mayChange = useMay(updateSettings);
  const hasService = isConfigured(settings);
  const isOn = settings.generateEmailSummary === true;
  return (
    <Section title={texts.status.title}>
      {!hasService && (
        <Alert
          variant="light"
          color={isOn ? "yellow" : "gray"}
          icon={<IconInfoCircle aria-hidden />}
          title={texts.status.nothing}
        >
          <Text size="sm">{texts.status.nothingText}</Text>
          {mayChange && (
            <Group mt="sm">
              <ButtonLink to="/settings/{-$group}" params={{ group: "ai" }} size="xs">
                {texts.status.setUp}
              </ButtonLink>
            </Group>
          )}
        </Alert>
      )}
      {(hasService || isOn) && (
        <Details
          items={[
            [texts.status.state, <State key="state" isOn={isOn} hasService={hasService} />],
            [texts.status.service, new URL(settings.openAiAPIUrl || defaults.url).host],
            [texts.status.model, settings.openAiModel?.trim() || defaults.model],
            [texts.status.prompt, settings.openAiPrompt?.trim() ? texts.status.ownPrompt : texts.status.builtIn],
          ]}
        />
      )}
    </Section>
  );
}

function State({ isOn, hasService }: { isOn: boolean; hasService: boolean }) {
  if (!isOn) return <StateBadge label={{ type: "neutral", name: texts.status.off }} />;
  return hasService ? (
    <StateBadge label={{ type: "success", name: texts.status.on }} />
  ) : (
    <StateBadge label={{ type: "warning", name: texts.status.incomplete }} />
  );
}
