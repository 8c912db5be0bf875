import { Button, Group, Text } from "@mantine/core";
import type { AiSampleEntry, AiTrial, TryPrompt } from "@posthorn/contracts/ai";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Section } from "../../components/section.tsx";
import { explainFault } from "../../faults.ts";
import { formatDuration, formatNumber } from "../../languages/format.ts";
import { useAiSamples, useTryPrompt } from "../../queries/ai.ts";
import { useFeatures } from "../../queries/session.ts";
import { runOnAll } from "../accounts/run-on-all.ts";
import { isHeldBack } from "./held-back.ts";
import { partsOf } from "./summary-parts.ts";
import { texts } from "./texts.ts";

interface Row {
  sample: AiSampleEntry;
  trial?: AiTrial;
  error?: unknown;
}

/** Tries what is on the bench on every saved sample, so that one sees what gets better and what worse. */
export function RunAll({ values, isPossible }: { values: TryPrompt; isPossible: boolean }) {
  const { messageBrowser } = useFeatures();
  const samples = useAiSamples({ isWanted: messageBrowser });
  const tryPrompt = useTryPrompt();
  const abort = useRef<AbortController>(undefined);
  const [rows, setRows] = useState<readonly Row[]>();
  const [isRunning, setRunning] = useState(false);
  useEffect(() => () => abort.current?.abort(), []);
  const known = samples.data ?? [];
  if (known.length === 0) return null;

  async function run() {
    const { signal } = (abort.current = new AbortController());
    setRows(known.map((sample) => ({ sample })));
    setRunning(true);
    const tell = (id: string, outcome: Omit<Row, "sample">) =>
      setRows((before) => before?.map((row) => (row.sample.id === id ? { ...row, ...outcome } : row)));
    await runOnAll(
      known.map(({ id }) => id),
      async (sample) => {
        try {
          tell(sample, { trial: await tryPrompt({ ...values, sample }, signal) });
        } catch (error) {
          if (!signal.aborted) tell(sample, { error });
        }
      },
      () => {},
      signal,
    );
    setRunning(false);
  }

  const tokens = (rows ?? []).reduce((sum, { trial }) => sum + tokensOf(trial), 0);
  return (
    <Section title={texts.run.results}>
      <Group gap="sm">
        {isRunning ? (
          <Button
            variant="default"
            leftSection={<IconPlayerStop size={16} aria-hidden />}
            onClick={() => abort.current?.abort()}
          >
            {texts.run.stop}
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            disabled={!isPossible}
            onClick={() => void run()}
          >
            {texts.run.runAll(known.length)}
          </Button>
        )}
        <Text size="sm" c="dimmed" role="status">
          {isRunning ? texts.run.running : rows === undefined ? texts.run.cost : texts.run.total(tokens)}
        </Text>
      </Group>
      {rows !== undefined && (
        <DataTable label={texts.run.results} columns={COLUMNS} rows={rows} keyOf={({ sample }) => sample.id} />
      )}
    </Section>
  );
}

const tokensOf = (trial: AiTrial | undefined) =>
  (trial?.usage?.promptTokens ?? 0) + (trial?.usage?.completionTokens ?? 0);

const COLUMNS: readonly Column<Row>[] = [
  { header: texts.run.columns.sample, cell: ({ sample }) => sample.name },
  { header: texts.run.columns.result, cell: resultOf },
  {
    header: texts.run.columns.risk,
    cell: ({ trial }) => {
      const risk = partsOf(trial?.summary ?? {}).risk;
      return risk === undefined ? "" : formatNumber(risk);
    },
  },
  { header: texts.run.columns.tokens, cell: ({ trial }) => (trial?.usage ? formatNumber(tokensOf(trial)) : "") },
  { header: texts.run.columns.took, cell: ({ trial }) => (trial ? formatDuration(trial.durationMs) : "") },
];

function resultOf({ trial, error }: Row) {
  if (error !== undefined) return <Text c="red">{explainFault(error).text}</Text>;
  if (trial === undefined) return <Text c="dimmed">{texts.run.waiting}</Text>;
  const { summary, fault } = trial;
  if (fault !== null) return <Text c={isHeldBack(fault) ? "dimmed" : "red"}>{texts.faults[fault.kind]}</Text>;
  return <Text lineClamp={4}>{partsOf(summary ?? {}).text ?? JSON.stringify(summary)}</Text>;
}
