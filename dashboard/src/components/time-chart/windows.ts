/** How far back figures over time reach. */
export const WINDOWS = [
  { seconds: 3600, name: "hour" },
  { seconds: 86_400, name: "day" },
  { seconds: 604_800, name: "week" },
  { seconds: 2_592_000, name: "month" },
] as const;

export type WindowSeconds = (typeof WINDOWS)[number]["seconds"];
export const DEFAULT_WINDOW: WindowSeconds = 86_400;

/** The window that an address names; undefined where it names none, and where there is none like it. */
export const windowIn = (search: Readonly<Record<string, unknown>>, key: string): WindowSeconds | undefined =>
  WINDOWS.find(({ seconds }) => String(seconds) === String(search[key]))?.seconds;
