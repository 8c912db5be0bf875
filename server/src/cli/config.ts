import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { describeConfig, type DescribedOption } from "../config/describe.ts";
import type { Environment } from "../config/sources.ts";
import type { Output } from "./output.ts";
import { asTable } from "./table.ts";

interface ConfigOptions {
  all?: boolean;
  json?: boolean;
}

/** `posthorn config`. It looks at no database; `used` are the arguments that are configuration. */
export function addConfigCommand(
  program: Command,
  {
    env,
    used,
    output,
    end,
  }: { env: Environment; used: readonly string[]; output: Output; end: (code: number) => void },
): void {
  program
    .command("config")
    .description("tell what is configured, and where each value comes from; secrets are hidden")
    .option("--all", "with what nobody set, too")
    .option("--json", "as JSON")
    .action((options: ConfigOptions) => end(tellConfig(env, used, options, output)));
}

function tellConfig(env: Environment, used: readonly string[], { all, json }: ConfigOptions, output: Output): number {
  const { options, settings, faults, warnings } = describeConfig(env, used, (path) => readFileSync(path, "utf8"));
  const told = options.filter(({ source }) => all === true || source !== null);
  if (json === true) {
    const shown = told.map(({ variable, key, value, source, setting }) => ({ variable, key, value, source, setting }));
    output.out(`${JSON.stringify({ options: shown, settings, faults, warnings }, null, 2)}\n`);
  } else {
    if (told.length > 0)
      output.out(
        asTable(
          ["VARIABLE", "VALUE", "FROM"],
          told.map((one) => [one.variable, textOf(one), fromOf(one)]),
        ),
      );
    if (settings.length > 0) output.out(`\nSettings that are written at each start: ${settings.join(", ")}\n`);
    for (const sentence of [...faults, ...warnings]) output.err(`posthorn: ${sentence}\n`);
    if (told.length === 0) output.err("Nothing is configured: everything is as it is by default. See --all.\n");
  }
  return faults.length > 0 ? 1 : 0;
}

function textOf({ value, defaultText }: DescribedOption): string {
  if (value === undefined) return defaultText === "" ? "-" : `(${defaultText})`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function fromOf({ source, setting }: DescribedOption): string {
  if (source === null) return "default";
  if (setting === null) return source;
  return `${source} (${setting.isDecided ? "decides" : "first value of"} the setting ${setting.key})`;
}
