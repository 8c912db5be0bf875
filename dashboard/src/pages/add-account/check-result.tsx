import { Group, Stack, Text } from "@mantine/core";
import type { VerifyResult } from "@posthorn/contracts/accounts";
import { StateBadge } from "../../components/state-badge.tsx";
import { Section } from "../../components/section.tsx";
import { texts } from "./texts.ts";

/** What each server said to the settings that were tried. */
export function CheckResult({ imap, smtp }: { imap?: VerifyResult; smtp?: VerifyResult }) {
  return (
    <Section title={texts.result}>
      <Stack gap="sm" role="status">
        {imap && <Line name="IMAP" result={imap} />}
        {smtp && <Line name="SMTP" result={smtp} />}
      </Stack>
    </Section>
  );
}

function Line({ name, result }: { name: string; result: VerifyResult }) {
  const { success, error, responseText, code } = result;
  return (
    <div>
      <Group gap="sm">
        <Text fw={600} w={52}>
          {name}
        </Text>
        <StateBadge label={success ? { type: "success", name: texts.works } : { type: "danger", name: texts.fails }} />
      </Group>
      {!success && (
        <Text size="sm" mt={4}>
          {error}
          {responseText !== undefined && responseText !== error && (
            <Text span display="block" size="xs" ff="monospace" c="dimmed">
              {responseText}
            </Text>
          )}
          {code !== undefined && (
            <Text span display="block" size="xs" ff="monospace" c="dimmed">
              {code}
            </Text>
          )}
        </Text>
      )}
    </div>
  );
}
