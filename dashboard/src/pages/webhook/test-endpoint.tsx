import { Button, Group, Text } from "@mantine/core";
import type { WebhookEndpointView } from "@posthorn/contracts/webhook-endpoints";
import { IconSend } from "@tabler/icons-react";
import { Section } from "../../components/section.tsx";
import { showFault } from "../../components/toast.tsx";
import { useTestEndpoint } from "../../queries/webhook-endpoints.ts";
import { TrialResult } from "../webhooks/trial-result.tsx";
import { PayloadField } from "./payload-field.tsx";
import { texts } from "./texts.ts";
import { useTestPayload } from "./use-test-payload.ts";

/** Sends an endpoint an example, what happened, or what is typed, and tells what the receiver answered. */
export function TestEndpoint({ endpoint }: { endpoint: WebhookEndpointView }) {
  const test = useTestEndpoint(endpoint.id);
  const payload = useTestPayload("test");
  return (
    <Section title={texts.tabs.test}>
      <Text size="sm" c="dimmed">
        {texts.test.text}
      </Text>
      <PayloadField payload={payload} label={texts.payload.label} />
      <Group>
        <Button
          leftSection={<IconSend size={16} aria-hidden />}
          loading={test.isPending}
          disabled={payload.payload === undefined || endpoint.targetUrl === ""}
          onClick={() => test.mutate(payload.payload, { onError: (error) => showFault(error) })}
        >
          {texts.test.send}
        </Button>
        {endpoint.targetUrl === "" && (
          <Text size="sm" c="dimmed">
            {texts.test.noAddress}
          </Text>
        )}
      </Group>
      {test.data && <TrialResult trial={test.data} />}
    </Section>
  );
}
