/** How far back the figures on Home reach. */
export const WINDOWS = [
  { seconds: 3600, name: "hour" },
  { seconds: 86_400, name: "day" },
  { seconds: 604_800, name: "week" },
  { seconds: 2_592_000, name: "month" },
] as const;

export type WindowSeconds = (typeof WINDOWS)[number]["seconds"];
export const DEFAULT_WINDOW: WindowSeconds = 86_400;
