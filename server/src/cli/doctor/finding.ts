import type { Config } from "../../config/load.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Storage } from "../../storage/storage.ts";

/** What was found out about one thing. A `problem` keeps something from working; a `warning` may be as it is meant to be. */
export interface Finding {
  level: "ok" | "warning" | "problem";
  /** What was looked at, such as `database`. */
  area: string;
  message: string;
  /** What to do about it. */
  advice?: string;
}

/** What a check has to go by. */
export interface Examined {
  config: Config;
  /** Whether a server of Posthorn answers where this configuration has it listen. */
  isRunning: boolean;
}

/** The same, with an installation whose database can be opened. */
export interface ExaminedStore extends Examined {
  storage: Storage;
  settings: SettingsStore;
}

export const ok = (area: string, message: string): Finding => ({ level: "ok", area, message });
export const warning = (area: string, message: string, advice: string): Finding => ({
  level: "warning",
  area,
  message,
  advice,
});
export const problem = (area: string, message: string, advice: string): Finding => ({
  level: "problem",
  area,
  message,
  advice,
});

export const reasonOf = (error: unknown) => {
  const { message, code } = error as NodeJS.ErrnoException;
  return message === "" || message === undefined ? (code ?? String(error)) : (message.split("\n")[0] ?? "");
};
