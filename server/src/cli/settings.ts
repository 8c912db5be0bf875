import type { Command } from "commander";
import { isSettingKey, SETTING_KEYS } from "@posthorn/contracts/settings";
import { callAsOperator } from "../services/as-operator.ts";
import type { Context } from "../services/context.ts";
import { getSettings } from "../services/settings/get.ts";
import { updateSettings } from "../services/settings/update.ts";
import type { Output } from "./output.ts";
import { UsageError } from "./usage-error.ts";
import type { WithConfig } from "./with-config.ts";
import { withGateway } from "./with-gateway.ts";

/** `posthorn settings …`. */
export function addSettingsCommands(program: Command, withConfig: WithConfig): void {
  const settings = program.command("settings").description("read and change settings");
  settings
    .command("get")
    .description("print settings as JSON, as the API tells them: secrets masked, null where nothing is set")
    .argument("[keys...]", "which (default: all that are set)")
    .action(withGateway(withConfig, get));
  settings
    .command("set")
    .description("change settings, as POST /v1/settings does")
    .argument("<changes...>", "key=value each; the value is JSON or text, null resets")
    .action(withGateway(withConfig, set));
}

async function get(ctx: Context, output: Output, keys: string[]): Promise<number> {
  const asked = keys.length > 0 ? keys.map(known) : SETTING_KEYS;
  const answer = await callAsOperator(ctx, getSettings, { query: Object.fromEntries(asked.map((key) => [key, true])) });
  const isShown = ([, value]: [string, unknown]) => keys.length > 0 || (value !== null && value !== false);
  output.out(`${JSON.stringify(Object.fromEntries(Object.entries(answer).filter(isShown)), null, 2)}\n`);
  return 0;
}

async function set(ctx: Context, output: Output, changes: string[]): Promise<number> {
  const body = Object.fromEntries(
    changes.map((change) => {
      const [, key, text = ""] = /^([^=]+)=(.*)$/s.exec(change) ?? [];
      if (key === undefined) throw new UsageError(`"${change}" is no key=value`);
      return [known(key), valueOf(text)];
    }),
  );
  const { updated } = await callAsOperator(ctx, updateSettings, { body });
  output.out(`Updated ${updated.length === 0 ? "nothing" : updated.join(", ")}\n`);
  return 0;
}

function known(key: string): string {
  if (!isSettingKey(key)) throw new UsageError(`There is no setting "${key}"`);
  return key;
}

/** JSON where it is some, else the text itself. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
