/** What happens now, or what has happened. */
export const EVENT_VIEWS = ["live", "past"] as const;
