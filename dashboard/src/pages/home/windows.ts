/** How far back the figures on Home reach. */
export const WINDOWS = [
  { seconds: 3600, label: "1 h" },
  { seconds: 86_400, label: "24 h" },
  { seconds: 604_800, label: "7 d" },
] as const;

export type WindowSeconds = (typeof WINDOWS)[number]["seconds"];
export const DEFAULT_WINDOW: WindowSeconds = 86_400;
