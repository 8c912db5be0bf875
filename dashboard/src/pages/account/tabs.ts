/** What the page of an account shows, each under an address of its own. */
export const ACCOUNT_TABS = ["overview", "folders", "events", "sending", "webhooks", "export", "log"] as const;
