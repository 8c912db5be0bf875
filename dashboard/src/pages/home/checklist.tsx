import { CloseButton, Text, VisuallyHidden } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react";
import type { Stats } from "@posthorn/contracts/stats";
import { updateSettings } from "@posthorn/contracts/settings";
import type { ReactNode } from "react";
import { ButtonLink } from "../../components/link.tsx";
import { Section } from "../../components/section.tsx";
import { useAgents } from "../../queries/agents.ts";
import { useSettings } from "../../queries/settings.ts";
import { useMay } from "../../queries/session.ts";
import { useTokens } from "../../queries/tokens.ts";
import classes from "./checklist.module.css";
import { texts } from "./texts.ts";
import { WebhookForm } from "./webhook-form.tsx";

/** What a new installation needs, until it is there or somebody hides it. */
export function Checklist({ stats }: { stats: Stats }) {
  const [isHidden, setHidden] = useLocalStorage({ key: "posthorn-first-steps-hidden", defaultValue: false });
  const mayChange = useMay(updateSettings);
  const tokens = useTokens({ page: 0, pageSize: 1 });
  const settings = useSettings("webhooks", "webhooksEnabled");
  const agents = useAgents({ page: 0, pageSize: 1 }, { isWanted: mayChange && !isHidden });
  // Ask before showing: a list that only flashes up helps nobody.
  if (isHidden || tokens.data === undefined || settings.data === undefined) return null;
  const hasToken = tokens.data.total > 0;
  const hasAccount = stats.accounts > 0;
  const hasWebhook = Boolean(settings.data.webhooks) && settings.data.webhooksEnabled === true;
  const hasSeen = (counter: string) => (stats.counters[counter] ?? 0) > 0;
  const isTold = hasWebhook && hasSeen("webhooks:success");
  // Once all is set up, nothing is asked of anybody: mail and webhooks come by themselves.
  if (!mayChange || (hasToken && hasAccount && hasWebhook && (isTold || stats.accounts > 1))) return null;
  const { token, account, webhook, message, delivered, agent } = texts.checklist;
  return (
    <Section
      title={texts.checklist.title}
      actions={<CloseButton aria-label={texts.checklist.dismiss} onClick={() => setHidden(true)} />}
    >
      <Text c="dimmed" size="sm">
        {texts.checklist.text}
      </Text>
      <ol className={classes["steps"]}>
        <Step isDone={hasToken} title={token.title} text={token.text}>
          <ButtonLink to="/tokens" search={{ create: true }} variant="default" size="xs">
            {token.action}
          </ButtonLink>
        </Step>
        <Step isDone={hasAccount} title={account.title} text={account.text}>
          <ButtonLink to="/add-account" variant="default" size="xs">
            {account.action}
          </ButtonLink>
        </Step>
        <Step isDone={hasSeen("events:messageNew")} title={message.title} text={message.text} />
        <Step isDone={hasWebhook} title={webhook.title} text={webhook.text}>
          <WebhookForm address={settings.data.webhooks ?? ""} />
        </Step>
        <Step isDone={isTold} title={delivered.title} text={delivered.text}>
          {hasWebhook && (
            <ButtonLink to="/webhooks/$endpoint" params={{ endpoint: "default" }} variant="default" size="xs">
              {delivered.action}
            </ButtonLink>
          )}
        </Step>
        <Step isDone={(agents.data?.total ?? 0) > 0} title={agent.title} text={agent.text}>
          <ButtonLink to="/agents" search={{ tab: "connect" }} variant="default" size="xs">
            {agent.action}
          </ButtonLink>
        </Step>
      </ol>
    </Section>
  );
}

interface StepProps {
  isDone: boolean;
  title: string;
  text: string;
  /** How to do it; goes when it is done. */
  children?: ReactNode;
}

function Step({ isDone, title, text, children }: StepProps) {
  const Icon = isDone ? IconCircleCheckFilled : IconCircle;
  return (
    <li className={classes["step"]} data-done={isDone || undefined}>
      <span className={classes["mark"]}>
        <Icon size={24} stroke={1.6} aria-hidden />
        <VisuallyHidden>{isDone ? texts.checklist.done : texts.checklist.open}</VisuallyHidden>
      </span>
      <div>
        <Text fw={600} className={classes["title"] ?? ""}>
          {title}
        </Text>
        {!isDone && (
          <>
            <Text size="sm" c="dimmed" mb="xs">
              {text}
            </Text>
            {children}
          </>
        )}
      </div>
    </li>
  );
}
