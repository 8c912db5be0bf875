import pino from "pino";
import type { Config } from "../config/load.ts";
import type { Context } from "../services/context.ts";
import type { Output } from "./output.ts";
import type { WithConfig } from "./with-config.ts";

/**
 * Does something with everything that verbs work with. Nothing listens, and no account is connected; a server may run
 * beside it, and hears of what was changed within seconds.
 */
export async function onGateway<T>(config: Config, work: (ctx: Context) => Promise<T>): Promise<T> {
  const { createGateway } = await import("../gateway.ts");
  const gateway = await createGateway(config, { logger: pino({ level: "silent" }) });
  try {
    return await work(gateway.ctx);
  } finally {
    await gateway.close();
  }
}

/** A command that does. */
export const withGateway = <Given extends unknown[]>(
  withConfig: WithConfig,
  command: (ctx: Context, output: Output, ...given: Given) => Promise<number>,
) =>
  withConfig((config: Config, output: Output, ...given: Given) =>
    onGateway(config, (ctx) => command(ctx, output, ...given)),
  );
