import type { SettingsAnswer } from "@posthorn/contracts/settings";

/** Whether there is a service to ask: one of one's own needs no key. */
export const isConfigured = ({ openAiAPIKey, openAiAPIUrl }: SettingsAnswer): boolean =>
  Boolean(openAiAPIKey) || Boolean(openAiAPIUrl);
