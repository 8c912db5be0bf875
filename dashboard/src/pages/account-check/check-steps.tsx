import { Group, Stack, Text, VisuallyHidden } from "@mantine/core";
import type { VerifyOutcome, VerifyResult } from "@posthorn/contracts/accounts";
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconHelpCircle } from "@tabler/icons-react";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Advice } from "./advice.tsx";
import classes from "./check-steps.module.css";
import { diagnose } from "./diagnose.ts";
import { texts } from "./texts.ts";

interface Props {
  outcome: VerifyOutcome;
  /** The servers that were tried. */
  hosts: { imap?: string | undefined; smtp?: string | undefined };
  /** Which of them may have been used without encryption. */
  mayBePlain: { imap?: boolean; smtp?: boolean };
}

/** How far each server could be used with the settings that were tried, and what to do where it failed. */
export const CheckSteps = (props: Props) => (
  <Section title={texts.result}>
    <Servers {...props} />
  </Section>
);

/** The same without a card around it. */
export function Servers({ outcome, hosts, mayBePlain }: Props) {
  return (
    <div className={classes["servers"]} role="status">
      {outcome.imap && (
        <Server name={texts.imap} result={outcome.imap} host={hosts.imap} mayBePlain={mayBePlain.imap ?? false} />
      )}
      {outcome.smtp && (
        <Server name={texts.smtp} result={outcome.smtp} host={hosts.smtp} mayBePlain={mayBePlain.smtp ?? false} />
      )}
    </div>
  );
}

const ICONS = { ok: IconCircleCheck, failed: IconCircleX, skipped: IconCircleDashed, unknown: IconHelpCircle };

interface ServerProps {
  name: string;
  result: VerifyResult;
  host: string | undefined;
  mayBePlain: boolean;
}

function Server({ name, result, host, mayBePlain }: ServerProps) {
  const { steps } = diagnose(result, { mayBePlain });
  return (
    <Stack gap={0}>
      <Group gap="sm">
        <Text fw={650}>{name}</Text>
        <StateBadge
          label={result.success ? { type: "success", name: texts.works } : { type: "danger", name: texts.fails }}
        />
      </Group>
      <ol className={classes["steps"]} aria-label={texts.stepsOf(name)}>
        {steps.map(({ step, status }) => {
          const Icon = ICONS[status];
          return (
            <li key={step} className={classes["step"]} data-status={status}>
              <span className={classes["icon"]}>
                <Icon size={18} stroke={1.8} aria-hidden />
              </span>
              {texts.steps[step]}
              <VisuallyHidden>{texts.statuses[status]}</VisuallyHidden>
            </li>
          );
        })}
      </ol>
      {!result.success && <Advice failure={result} host={host} mt="sm" />}
    </Stack>
  );
}
