import type { AiDefaults, AiTrial } from "@posthorn/contracts/ai";
import type { NewMessage } from "./mail-backend.ts";

/** Take the place of the settings; null is as if the setting were blank. */
export interface TrialValues {
  prompt?: string | null;
  model?: string | null;
  temperature?: number | null;
  topP?: number | null;
  maxTokens?: number | null;
  reasoningEffort?: string | null;
  preProcessingFn?: string | null;
}

export interface PromptTrial {
  /** For whom the call counts; null for nobody. */
  account: string | null;
  message: NewMessage;
  values: TrialValues;
}

/** Has the language model summarise one message as it would when the message came, whether or not that is switched on. */
export interface PromptBench {
  /** What counts where the settings are blank. */
  readonly defaults: AiDefaults;
  /** Whatever goes wrong with the model is part of the result. Rejects only when `signal` aborts. */
  run(trial: PromptTrial, signal: AbortSignal): Promise<AiTrial>;
}
