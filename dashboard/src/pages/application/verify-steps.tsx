import { Button, Group, Loader, Stack, Text, TextInput, VisuallyHidden } from "@mantine/core";
import type { OAuth2VerifyStep } from "@posthorn/contracts/oauth2-apps";
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconPlugConnected } from "@tabler/icons-react";
import { useState } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { Section } from "../../components/section.tsx";
import { type Application, useVerifyApplication } from "../../queries/applications.ts";
import { isInteractive, kindOf } from "./application-form.ts";
import { texts } from "./texts.ts";
import classes from "./verify-steps.module.css";

const words = texts.verify;

/** Tries an application step by step, as far as that can be done without a person. */
export function VerifySteps({ app }: { app: Application }) {
  const verify = useVerifyApplication(app.id);
  const [account, setAccount] = useState("");
  const isByPeople = isInteractive(kindOf(app));
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed" maw={720}>
        {isByPeople ? words.interactive : words.text}
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          verify.mutate(account.trim());
        }}
      >
        <Group align="flex-end">
          {!isByPeople && kindOf(app) !== "pubsub" && (
            <TextInput
              label={words.account}
              placeholder="ada@example.com"
              type="email"
              maxLength={256}
              value={account}
              onChange={({ currentTarget }) => setAccount(currentTarget.value)}
              w={320}
              maw="100%"
            />
          )}
          <Button
            type="submit"
            variant="default"
            leftSection={<IconPlugConnected size={17} aria-hidden />}
            disabled={verify.isPending}
          >
            {words.start}
          </Button>
        </Group>
      </form>
      {verify.isPending && (
        <Group gap="xs" role="status">
          <Loader size="xs" />
          <Text size="sm">{words.running}</Text>
        </Group>
      )}
      {verify.isError && <ErrorState error={verify.error} />}
      {verify.data && !verify.isPending && (
        <Stack gap="sm" role="status">
          <Text fw={600}>{verify.data.ok ? words.ok : words.failed}</Text>
          <ol className={classes["steps"]} aria-label={words.steps}>
            {verify.data.steps.map((step) => (
              <Step key={step.id} step={step} />
            ))}
          </ol>
        </Stack>
      )}
    </Section>
  );
}

const ICONS = { ok: IconCircleCheck, fail: IconCircleX, skip: IconCircleDashed };

function Step({ step: { id, status, message, hint } }: { step: OAuth2VerifyStep }) {
  const Icon = ICONS[status];
  return (
    <li className={classes["step"]} data-status={status}>
      <span className={classes["icon"]}>
        <Icon size={19} stroke={1.8} aria-hidden />
      </span>
      <div>
        <Text size="sm" fw={status === "fail" ? 650 : 500}>
          {words.labels[id]} <VisuallyHidden>{words.statuses[status]}</VisuallyHidden>
        </Text>
        {message !== null && (
          <Text size="xs" c="dimmed">
            {message}
          </Text>
        )}
        {hint !== undefined && <Text size="sm">{hint}</Text>}
      </div>
    </li>
  );
}
