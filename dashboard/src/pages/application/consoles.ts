import type { ProviderChoice } from "./provider-choices.ts";

/** Where applications are registered. */
export const CONSOLES: Record<ProviderChoice, string> = {
  gmail: "https://console.cloud.google.com/auth/clients",
  gmailService: "https://console.cloud.google.com/iam-admin/serviceaccounts",
  outlook: "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade",
  outlookService: "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade",
  mailRu: "https://oauth.mail.ru/app/",
  pubsub: "https://console.cloud.google.com/iam-admin/serviceaccounts",
};
