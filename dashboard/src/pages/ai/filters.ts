/** What the page of the language model shows, each under an address of its own. */
export const AI_TABS = ["usage", "bench"] as const;

/** What a prompt is tried on. */
export const SAMPLE_SOURCES = ["sample", "message", "typed"] as const;
export type SampleSource = (typeof SAMPLE_SOURCES)[number];

/** How many days back the usage reaches. */
export const USAGE_DAYS = [7, 30, 90, 400] as const;
export const DEFAULT_DAYS = 30;

/** The number of days that an address names; undefined where it names none of them. */
export const daysIn = (search: Readonly<Record<string, unknown>>, key: string): number | undefined =>
  USAGE_DAYS.find((days) => String(days) === String(search[key]));
