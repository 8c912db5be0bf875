import { Alert, Button, Group, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { AiDefaults, AiTrial } from "@posthorn/contracts/ai";
import { REASONING_EFFORTS, type SettingsAnswer, updateSettings } from "@posthorn/contracts/settings";
import { IconInfoCircle, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { CodeEditor } from "../../components/code-editor.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { Section } from "../../components/section.tsx";
import { formatNumber } from "../../languages/format.ts";
import { useMay } from "../../queries/session.ts";
import { texts as ofSettings } from "../settings/texts.ts";
import classes from "./ai.module.css";
import { type BenchValues, changesTo, trialOf, valuesOf } from "./bench-values.ts";
import { namesInFilter } from "./filter-names.ts";
import { isConfigured } from "./is-configured.ts";
import { RunAll } from "./run-all.tsx";
import { SampleField } from "./sample-field.tsx";
import { texts } from "./texts.ts";
import { TrialResult } from "./trial-result.tsx";
import { UsePromptDialog } from "./use-prompt-dialog.tsx";
import { useSampleSource } from "./use-sample-source.ts";
import { useTrial } from "./use-trial.ts";

interface Props {
  settings: SettingsAnswer;
  defaults: AiDefaults;
}

/** A prompt and the values of the model beside the mail that they are tried on and what comes of it. */
export function Bench({ settings, defaults }: Props) {
  const [values, setValues] = useState(() => valuesOf(settings, defaults));
  const [isSaving, setSaving] = useState(false);
  const source = useSampleSource();
  const trial = useTrial();
  const mayChange = useMay(updateSettings);
  const hasService = isConfigured(settings);
  const changes = changesTo(settings, values, defaults);
  const hasChanges = Object.keys(changes).length > 0;
  const tried = trialOf(values, defaults);
  return (
    <Stack gap="lg">
      <div className={classes["bench"]}>
        <Section title={texts.bench.prompt}>
          <Values values={values} defaults={defaults} onChange={setValues} />
          <Group gap="sm">
            {mayChange && (
              <Button variant="default" disabled={!hasChanges} onClick={() => setSaving(true)}>
                {texts.bench.use}
              </Button>
            )}
            <Button
              variant="subtle"
              disabled={values.prompt === defaults.prompt}
              onClick={() => setValues({ ...values, prompt: defaults.prompt })}
            >
              {texts.bench.reset}
            </Button>
            <Button variant="subtle" disabled={!hasChanges} onClick={() => setValues(valuesOf(settings, defaults))}>
              {texts.bench.asSaved}
            </Button>
          </Group>
          {!hasChanges && (
            <Text size="sm" c="dimmed">
              {texts.bench.sameAsSaved}
            </Text>
          )}
        </Section>
        <Stack gap="lg">
          <Section title={texts.sample.title}>
            <SampleField source={source} />
            {!hasService && (
              <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden />}>
                {texts.faults.notConfigured}
              </Alert>
            )}
            <Group gap="sm">
              {trial.isRunning ? (
                <Button variant="default" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={trial.stop}>
                  {texts.run.stop}
                </Button>
              ) : (
                <Button
                  leftSection={<IconPlayerPlay size={16} aria-hidden />}
                  disabled={!hasService || source.chosen === undefined}
                  onClick={() => source.chosen && void trial.run({ ...source.chosen, ...tried })}
                >
                  {texts.run.run}
                </Button>
              )}
              <Text size="sm" c="dimmed" role="status">
                {trial.isRunning ? texts.run.running : texts.run.cost}
              </Text>
            </Group>
          </Section>
          <Outcome error={trial.error} result={trial.result} isFiltered={trial.isFiltered ?? false} />
        </Stack>
      </div>
      <RunAll values={tried} isPossible={hasService} />
      {isSaving && (
        <UsePromptDialog
          settings={settings}
          defaults={defaults}
          values={values}
          changes={changes}
          onClose={() => setSaving(false)}
        />
      )}
    </Stack>
  );
}

interface OutcomeProps {
  error: unknown;
  result: AiTrial | undefined;
  isFiltered: boolean;
}

function Outcome({ error, result, isFiltered }: OutcomeProps) {
  if (error === undefined && result === undefined) return null;
  return (
    <Section title={texts.run.result}>
      {result === undefined ? <ErrorState error={error} /> : <TrialResult trial={result} isFiltered={isFiltered} />}
    </Section>
  );
}

interface ValuesProps {
  values: BenchValues;
  defaults: AiDefaults;
  onChange: (values: BenchValues) => void;
}

function Values({ values, defaults, onChange }: ValuesProps) {
  const { openAiModel, openAiTemperature, openAiTopP, openAiMaxTokens, openAiReasoningEffort, openAiPreProcessingFn } =
    ofSettings.settings;
  const names = useMemo(() => namesInFilter(), []);
  const number = (value: number | string) => (typeof value === "number" ? value : "");
  return (
    <Stack gap="md">
      <CodeEditor
        label={texts.bench.prompt}
        isLabelHidden
        description={texts.bench.promptHint}
        language="text"
        value={values.prompt}
        onChange={(prompt) => onChange({ ...values, prompt })}
        minHeight={260}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={openAiModel.label}
          placeholder={defaults.model}
          maxLength={256}
          value={values.model}
          onChange={({ currentTarget }) => onChange({ ...values, model: currentTarget.value })}
        />
        <NumberInput
          label={openAiMaxTokens.label}
          placeholder={formatNumber(defaults.maxTokens)}
          min={0}
          value={values.maxTokens}
          onChange={(maxTokens) => onChange({ ...values, maxTokens: number(maxTokens) })}
        />
        <NumberInput
          label={openAiTemperature.label}
          placeholder={texts.bench.notSent}
          min={0}
          max={2}
          step={0.1}
          value={values.temperature}
          onChange={(temperature) => onChange({ ...values, temperature: number(temperature) })}
        />
        <NumberInput
          label={openAiTopP.label}
          placeholder={texts.bench.notSent}
          min={0}
          max={1}
          step={0.1}
          value={values.topP}
          onChange={(topP) => onChange({ ...values, topP: number(topP) })}
        />
        <Select
          label={openAiReasoningEffort.label}
          data={REASONING_EFFORTS.map((value) => ({ value, label: value === "" ? texts.bench.automatic : value }))}
          value={values.reasoningEffort}
          allowDeselect={false}
          onChange={(value) => onChange({ ...values, reasoningEffort: value ?? "" })}
        />
      </SimpleGrid>
      <CodeEditor
        label={openAiPreProcessingFn.label}
        description={openAiPreProcessingFn.help}
        language="javascript"
        value={values.preProcessingFn}
        onChange={(preProcessingFn) => onChange({ ...values, preProcessingFn })}
        names={names}
        minHeight={120}
      />
    </Stack>
  );
}
