import { Anchor, List } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { Section } from "../../components/section.tsx";
import { CONSOLES } from "./consoles.ts";
import type { ProviderChoice } from "./provider-choices.ts";
import { texts } from "./texts.ts";

/** How an application is registered with its provider, step by step. */
export function SetUpHelp({ kind }: { kind: ProviderChoice }) {
  const steps: readonly string[] = Object.values(texts.help[kind]);
  return (
    <Section title={texts.help.title}>
      <List type="ordered" spacing="xs" size="sm" maw={760}>
        {steps.map((step) => (
          <List.Item key={step}>{step}</List.Item>
        ))}
      </List>
      <div>
        <Anchor href={CONSOLES[kind]} target="_blank" rel="noreferrer" size="sm">
          {texts.help.console} <IconExternalLink size={14} aria-hidden />
        </Anchor>
      </div>
    </Section>
  );
}
