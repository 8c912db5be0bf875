import pino from "pino";
import type { Config } from "../config/load.ts";
import { createGateway } from "../gateway.ts";
import type { Context } from "../services/context.ts";
import type { Output } from "./output.ts";
import type { WithConfig } from "./with-config.ts";

/**
 * Runs a command with everything that verbs work with. Nothing listens, and no account is connected; a server may run
 * beside it, and hears of what was changed within seconds.
 */
export const withGateway = <Given extends unknown[]>(
  withConfig: WithConfig,
  command: (ctx: Context, output: Output, ...given: Given) => Promise<number>,
) =>
  withConfig(async (config: Config, output: Output, ...given: Given) => {
    const gateway = await createGateway(config, { logger: pino({ level: "silent" }) });
    try {
      return await command(gateway.ctx, output, ...given);
    } finally {
      await gateway.close();
    }
  });
