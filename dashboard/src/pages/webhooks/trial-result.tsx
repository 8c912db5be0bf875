import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { CodeBlock } from "../../components/code-block.tsx";
import { formatDuration } from "../../languages/format.ts";
import type { WebhookTrial } from "../../queries/webhook-endpoints.ts";
import { texts } from "./texts.ts";

/** What came of a request that was made at once. */
export function TrialResult({ trial }: { trial: WebhookTrial }) {
  const { success, statusCode, duration, response, error } = trial;
  const answered = statusCode === undefined ? undefined : texts.trial.success(statusCode, formatDuration(duration));
  return (
    <Alert
      role="status"
      variant="light"
      color={success ? "coach" : "red"}
      title={success ? answered : texts.trial.failure}
      icon={success ? <IconCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
    >
      <Stack gap="xs">
        {!success && <Text size="sm">{answered ?? error}</Text>}
        {response !== undefined && response !== "" && <CodeBlock code={response} label={texts.trial.answer} wraps />}
        {response === "" && (
          <Text size="sm" c="dimmed">
            {texts.trial.emptyAnswer}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
