import { OAUTH2_PROVIDERS } from "@posthorn/contracts/oauth2-providers";

/** What can be added: an application of each provider, or one that only listens for Gmail's notifications. */
export const PROVIDER_CHOICES = [...OAUTH2_PROVIDERS, "pubsub"] as const;
export type ProviderChoice = (typeof PROVIDER_CHOICES)[number];
