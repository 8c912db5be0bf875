/** The settings of the same names; blank and undefined are the same. */
export interface SummarySettings {
  generateEmailSummary: boolean;
  openAiAPIKey: string | undefined;
  openAiAPIUrl: string | undefined;
  openAiModel: string | undefined;
  openAiPrompt: string | undefined;
  openAiTemperature: number | undefined;
  openAiTopP: number | undefined;
  openAiMaxTokens: number | undefined;
  openAiReasoningEffort: string | undefined;
  openAiPreProcessingFn: string | undefined;
  scriptEnv: string;
}

/** Where OpenAI is. */
const OPENAI = "https://api.openai.com/v1";

export const DEFAULT_MODEL = "gpt-5-mini";
export const DEFAULT_MAX_TOKENS = 30_000;

/** Whether there is a service to ask: one of one's own needs no key. */
export const isConfigured = ({ openAiAPIKey, openAiAPIUrl }: SummarySettings) => Boolean(openAiAPIKey || openAiAPIUrl);

/** Where the service is. */
export const urlOf = ({ openAiAPIUrl }: Pick<SummarySettings, "openAiAPIUrl">) => openAiAPIUrl || OPENAI;

/** The model that is asked. */
export const modelOf = ({ openAiModel }: SummarySettings) => openAiModel?.trim() || DEFAULT_MODEL;
