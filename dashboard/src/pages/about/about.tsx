import { Anchor, Stack, Text } from "@mantine/core";
import type { Stats } from "@posthorn/contracts/stats";
import { CodeBlock } from "../../components/code-block.tsx";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { formatDuration } from "../../languages/format.ts";
import { useStats } from "../../queries/stats.ts";
import { texts } from "./texts.ts";

const LAST_HOUR = 3600;

/** What was built, where the build knew it. */
function commitOf({ build }: Stats) {
  const commit = build?.["commit"];
  return typeof commit === "string" ? <ShortId id={commit} /> : undefined;
}

/** What runs here, what it is made of, and what to do when it is to be renewed or is in trouble. */
export function About() {
  const stats = useStats(LAST_HOUR);
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      <Section title={texts.versions}>
        {stats.isError ? (
          <ErrorState error={stats.error} onRetry={() => void stats.refetch()} isRetrying={stats.isFetching} />
        ) : stats.data === undefined ? (
          <LinesLoading lines={5} />
        ) : (
          <Details
            items={[
              [texts.posthorn, stats.data.version],
              [texts.build, commitOf(stats.data)],
              [texts.node, stats.data.node],
              [texts.system, stats.data.arch],
              [texts.store, [stats.data.redisSoftware, stats.data.redis].filter(Boolean).join(" ")],
              [texts.latency, stats.data.redisPing === null ? null : formatDuration(stats.data.redisPing / 1_000_000)],
              [texts.imap, `ImapFlow ${stats.data.imapflow}`],
            ]}
          />
        )}
      </Section>
      <Section title={texts.help}>
        <Text size="sm">{texts.helpText}</Text>
        <CodeBlock label={texts.command} code="npx posthorn doctor" />
      </Section>
      <Section title={texts.upgrade}>
        <Text size="sm">{texts.upgradeText}</Text>
        <CodeBlock label={texts.backup} code="npx posthorn backup posthorn.backup" />
      </Section>
      <Section title={texts.legal}>
        <Stack gap={4} align="flex-start">
          <Anchor href="/licenses.html">{texts.licenses}</Anchor>
          <Anchor href="/sbom.json">{texts.sbom}</Anchor>
        </Stack>
      </Section>
    </>
  );
}
