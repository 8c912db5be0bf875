import { Group, SimpleGrid, Title } from "@mantine/core";
import { getQueue } from "@posthorn/contracts/settings";
import type { QueueStats, Stats } from "@posthorn/contracts/stats";
import { TextLink } from "../../components/link.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { Figure, Figures } from "../../components/figure.tsx";
import { useMay } from "../../queries/session.ts";
import { texts } from "./texts.ts";

/** What waits to be done. */
export function Queues({ stats }: { stats: Stats | undefined }) {
  const mayLook = useMay(getQueue);
  return (
    <Section
      title={texts.queues}
      actions={
        mayLook && (
          <TextLink to="/queues" size="sm">
            {texts.queueDetails}
          </TextLink>
        )
      }
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        <Queue name={texts.webhookQueue} queue={stats?.queues.notify} />
        <Queue name={texts.submitQueue} queue={stats?.queues.submit} />
      </SimpleGrid>
    </Section>
  );
}

function Queue({ name, queue }: { name: string; queue: QueueStats | undefined }) {
  return (
    <div>
      <Group gap="sm" mb="xs" mih={26}>
        <Title order={3} fz="sm">
          {name}
        </Title>
        {queue?.isPaused && <StateBadge label={{ type: "warning", name: texts.paused }} />}
      </Group>
      <Figures areThree>
        <Figure label={texts.waiting} value={queue?.waiting} />
        <Figure label={texts.delayed} value={queue?.delayed} />
        <Figure label={texts.active} value={queue?.active} />
      </Figures>
    </div>
  );
}
