import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import type { Quota } from "@posthorn/contracts/accounts";
import { IconDatabase } from "@tabler/icons-react";
import { ErrorState } from "../../components/error-state.tsx";
import { Section } from "../../components/section.tsx";
import { formatBytes, formatShare } from "../../languages/format.ts";
import { useQuota } from "../../queries/accounts.ts";
import { texts } from "./texts.ts";

const ALMOST_FULL = 0.9;

/** How full the mailbox is; the mail server is only asked on request. */
export function Storage({ account }: { account: string }) {
  const quota = useQuota(account);
  return (
    <Section title={texts.storage.title}>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" flex="1 1 18rem">
          {texts.storage.text}
        </Text>
        <Button
          variant="default"
          leftSection={<IconDatabase size={17} aria-hidden />}
          loading={quota.isFetching}
          onClick={() => void quota.refetch()}
        >
          {texts.storage.ask}
        </Button>
      </Group>
      <div aria-live="polite">
        {quota.isError ? <ErrorState error={quota.error} /> : quota.data !== undefined && <Fill quota={quota.data} />}
      </div>
    </Section>
  );
}

function Fill({ quota }: { quota: Quota }) {
  if (quota === false || quota.usage === undefined) return <Text size="sm">{texts.storage.untold}</Text>;
  const { usage, limit } = quota;
  if (!limit) return <Text size="sm">{texts.storage.used(formatBytes(usage))}</Text>;
  const share = usage / limit;
  return (
    <Stack gap={6}>
      <Text size="sm">{texts.storage.usedOf(formatBytes(usage), formatBytes(limit), formatShare(share))}</Text>
      <Progress
        value={Math.min(share, 1) * 100}
        color={share >= ALMOST_FULL ? "red" : "blue"}
        aria-label={texts.storage.title}
      />
    </Stack>
  );
}
