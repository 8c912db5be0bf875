/** The parts of the page of an endpoint, as they stand in its address. */
export const WEBHOOK_TABS = ["overview", "test", "functions", "signature", "replay", "settings"] as const;
export type WebhookTab = (typeof WEBHOOK_TABS)[number];

/** What can be opened beside the functions. */
export const WEBHOOK_DIALOGS = ["versions"] as const;
