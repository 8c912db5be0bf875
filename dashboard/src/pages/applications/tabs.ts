/** What the page of the OAuth2 applications shows, each under an address of its own. */
export const APPLICATION_TABS = ["applications", "subscriptions"] as const;
