import type { AiDefaults, TryPrompt } from "@posthorn/contracts/ai";
import type { REASONING_EFFORTS, SettingsAnswer, SettingsUpdate } from "@posthorn/contracts/settings";

/** What is set on the bench; numbers are "" where they are not set. */
export interface BenchValues {
  prompt: string;
  model: string;
  temperature: number | "";
  topP: number | "";
  maxTokens: number | "";
  reasoningEffort: (typeof REASONING_EFFORTS)[number];
  /** Which messages it looks at; blank is all of them. */
  preProcessingFn: string;
}

/** The settings that the bench is about. */
export const BENCH_KEYS = [
  "openAiPrompt",
  "openAiModel",
  "openAiTemperature",
  "openAiTopP",
  "openAiMaxTokens",
  "openAiReasoningEffort",
  "openAiPreProcessingFn",
] as const;

/** What the settings say; where they have no prompt, the one built in. */
export const valuesOf = (stored: SettingsAnswer, defaults: AiDefaults): BenchValues => ({
  prompt: stored.openAiPrompt?.trim() ? stored.openAiPrompt : defaults.prompt,
  model: stored.openAiModel ?? "",
  temperature: stored.openAiTemperature ?? "",
  topP: stored.openAiTopP ?? "",
  maxTokens: stored.openAiMaxTokens || "",
  reasoningEffort: stored.openAiReasoningEffort ?? "",
  preProcessingFn: stored.openAiPreProcessingFn ?? "",
});

type Trial = Pick<
  TryPrompt,
  "prompt" | "model" | "temperature" | "topP" | "maxTokens" | "reasoningEffort" | "preProcessingFn"
>;

/** What is tried: everything as it is on the bench, whatever the settings say. */
export const trialOf = (values: BenchValues, defaults: AiDefaults): Trial => ({
  prompt: isBuiltIn(values, defaults) ? null : values.prompt,
  model: values.model.trim() || null,
  temperature: values.temperature === "" ? null : values.temperature,
  topP: values.topP === "" ? null : values.topP,
  maxTokens: values.maxTokens === "" ? null : values.maxTokens,
  reasoningEffort: values.reasoningEffort,
  preProcessingFn: values.preProcessingFn.trim() === "" ? null : values.preProcessingFn,
});

/** What has to be saved so that the settings say what the bench does. */
export function changesTo(stored: SettingsAnswer, values: BenchValues, defaults: AiDefaults): SettingsUpdate {
  const before = valuesOf(stored, defaults);
  const changed = (name: keyof BenchValues) => before[name] !== values[name];
  // A number that is not set is blank to the API, too.
  const number = (value: number | "") => value as number;
  return {
    ...(changed("prompt") && { openAiPrompt: isBuiltIn(values, defaults) ? "" : values.prompt }),
    ...(changed("model") && { openAiModel: values.model.trim() }),
    ...(changed("temperature") && { openAiTemperature: number(values.temperature) }),
    ...(changed("topP") && { openAiTopP: number(values.topP) }),
    ...(changed("maxTokens") && { openAiMaxTokens: number(values.maxTokens) }),
    ...(changed("reasoningEffort") && { openAiReasoningEffort: values.reasoningEffort }),
    ...(changed("preProcessingFn") && {
      openAiPreProcessingFn: values.preProcessingFn.trim() === "" ? "" : values.preProcessingFn,
    }),
  };
}

const isBuiltIn = ({ prompt }: BenchValues, defaults: AiDefaults) =>
  prompt.trim() === "" || prompt.trim() === defaults.prompt.trim();
