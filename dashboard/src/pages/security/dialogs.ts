/** What the page of one's security asks, as it stands in its address. */
export const SECURITY_DIALOGS = ["codes-on", "codes-off", "recovery", "passkey"] as const;
