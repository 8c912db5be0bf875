import { Alert, Group, Stack, Text } from "@mantine/core";
import type { AiTrial } from "@posthorn/contracts/ai";
import { IconAlertTriangle, IconCircleOff, IconFilterCheck } from "@tabler/icons-react";
import { CodeBlock } from "../../components/code-block.tsx";
import { formatDuration } from "../../languages/format.ts";
import classes from "./ai.module.css";
import { isHeldBack, wasAsked } from "./held-back.ts";
import { SummaryInWords } from "./summary-in-words.tsx";
import { texts } from "./texts.ts";

/** What came of a trial: the summary in words and as it would be told, or why there is none. */
export function TrialResult({ trial, isFiltered }: { trial: AiTrial; isFiltered: boolean }) {
  const { summary, fault, raw, usage, model, durationMs } = trial;
  const tokens = usage ? texts.run.tokens(usage.promptTokens, usage.completionTokens) : texts.run.noTokens;
  return (
    <Stack gap="md" role="status">
      {isFiltered && wasAsked(trial) && (
        <Group gap="xs" wrap="nowrap">
          <IconFilterCheck size={17} aria-hidden />
          <Text size="sm">{texts.run.passes}</Text>
        </Group>
      )}
      {fault && (
        <Alert
          variant="light"
          color={isHeldBack(fault) ? "gray" : "red"}
          title={texts.faults[fault.kind]}
          icon={isHeldBack(fault) ? <IconCircleOff aria-hidden /> : <IconAlertTriangle aria-hidden />}
        >
          <Text size="sm">{fault.message}</Text>
        </Alert>
      )}
      {summary && (
        <div className={classes["result"]}>
          <SummaryInWords summary={summary} />
          <CodeBlock code={JSON.stringify(summary, null, 2)} label={texts.run.json} wraps />
        </div>
      )}
      {raw !== null && raw !== "" && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {texts.run.raw}
          </Text>
          <CodeBlock code={raw} label={texts.run.raw} wraps />
        </div>
      )}
      {(summary !== null || usage !== null) && (
        <Text size="sm" c="dimmed">
          {[model, tokens, texts.run.took(formatDuration(durationMs))].join(" · ")}
        </Text>
      )}
    </Stack>
  );
}
