import type { Command } from "commander";
import { callAsOperator } from "../services/as-operator.ts";
import type { Context } from "../services/context.ts";
import { getLicense } from "../services/service/license.ts";
import type { Output } from "./output.ts";
import type { WithConfig } from "./with-config.ts";
import { withGateway } from "./with-gateway.ts";

/** `posthorn license …`: there is none to have; scripts of the commercial product go on working. */
export function addLicenseCommands(program: Command, withConfig: WithConfig): void {
  const license = program.command("license").description("Posthorn is MIT licensed and needs no key");
  license.action(withGateway(withConfig, async (_ctx, output) => tell(output)));
  license.command("export").description("print what GET /v1/license answers").action(withGateway(withConfig, show));
  license
    .command("import")
    .description("does nothing, successfully")
    .requiredOption("-l, --license <text>", "is not looked at")
    .action(withGateway(withConfig, async (_ctx, output) => tell(output)));
}

function tell(output: Output): number {
  output.out("Posthorn is free software under the MIT licence. It needs no key, and nothing is ever suspended.\n");
  return 0;
}

async function show(ctx: Context, output: Output): Promise<number> {
  output.out(`${JSON.stringify(await callAsOperator(ctx, getLicense, {}), null, 2)}\n`);
  return 0;
}
