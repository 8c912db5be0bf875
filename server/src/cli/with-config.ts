import type { Config } from "../config/load.ts";
import type { Output } from "./output.ts";

/** Runs a command with what is configured and what its user gave; its exit code becomes that of the program. */
export type WithConfig = <Given extends unknown[]>(
  command: (config: Config, output: Output, ...given: Given) => Promise<number>,
) => (...given: Given) => Promise<void>;
