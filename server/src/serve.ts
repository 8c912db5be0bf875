import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "./config/error.ts";
import { type Config, loadConfig } from "./config/load.ts";
import { createGateway, createLogger, type Gateway } from "./gateway.ts";
import { createErrorReports, type ErrorReports } from "./net/error-reports.ts";
import { plainFault } from "./core/plain-fault.ts";
import { versions } from "./versions.ts";

/** Beyond the grace for running work; what is not done by then is taken up at the next start. */
const STOP_WITHIN_MS = 3000;

/** Runs the server until a signal ends it. Returns the exit code. */
export async function serve(env: NodeJS.ProcessEnv, argv: readonly string[]): Promise<number> {
  let config: Config;
  let gateway: Gateway;
  const readConfig = () => loadConfig(env, argv, (path) => readFileSync(path, "utf8"));
  try {
    config = readConfig();
  } catch (error) {
    return explain(error);
  }
  const errorReports = createErrorReports();
  const logger = createLogger(config, errorReports);
  endOnFaults(logger, errorReports);
  for (const warning of config.warnings) logger.warn(warning);
  try {
    gateway = await createGateway(config, { logger, errorReports, readConfig });
    await gateway.start();
  } catch (error) {
    return explain(error);
  }
  await greet(config, gateway);
  if (config.log.raw)
    logger.warn(
      "POSTHORN_LOG_RAW is on: the logs of accounts hold the contents of messages, and secrets that servers repeat. Switch it off as soon as you can",
    );
  if (!config.http.requireApiAuth)
    logger.warn("API calls from this machine need no access token: POSTHORN_REQUIRE_API_AUTH is off");
  if (gateway.ctx.settings.get("enableApiProxy") === true && config.http.proxyAddresses.length === 0)
    logger.warn(
      "Whoever calls can choose their address by X-Forwarded-For: POSTHORN_API_PROXY_ADDRESSES names no proxy",
    );

  process.on("SIGHUP", () => {
    logger.info("Reading certificates anew");
    gateway.ctx.certificates
      .refresh()
      .catch((error: unknown) => logger.error({ err: error }, "Certificates could not be read anew"));
  });
  const signal = await new Promise<string>((stopped) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stopped(name));
  });
  logger.info({ signal }, "Stopping");
  const deadline = setTimeout(() => {
    logger.warn("Not everything could be finished in time; it will be taken up at the next start");
    process.exit(0);
  }, config.service.stopGraceMs + STOP_WITHIN_MS);
  await gateway.close();
  clearTimeout(deadline);
  logger.info("Stopped");
  return 0;
}

/** What reports of the fault may take before the process ends. */
const REPORT_WITHIN_MS = 2000;

/** Nobody knows what state the process is in after a fault that nothing caught: it ends, and is started anew. */
function endOnFaults(logger: ReturnType<typeof createLogger>, reports: ErrorReports): void {
  let isEnding = false;
  const end = (code: number, message: string) => (error: unknown) => {
    logger.fatal({ err: error }, message);
    if (isEnding) return;
    isEnding = true;
    void reports.flush(REPORT_WITHIN_MS).finally(() => process.exit(code));
  };
  process.on("uncaughtException", end(1, "An exception was caught by nobody"));
  process.on("unhandledRejection", end(2, "A rejection was handled by nobody"));
}

async function greet(config: Config, gateway: Gateway): Promise<void> {
  const isSqlite = gateway.storage.engine.name === "sqlite";
  const lines = [
    `Posthorn ${versions.posthorn} is listening on ${gateway.url}`,
    isSqlite
      ? `  Data:       ${resolve(config.storage.database)}`
      : `  Data:       ${await gateway.storage.version()}, key file folder ${resolve(config.storage.dataDir)}`,
    `  Dashboard:  ${gateway.url}/admin`,
    `  OpenAPI:    ${gateway.url}/swagger.json`,
  ];
  const setupUrl = await gateway.setupUrl();
  if (setupUrl !== null)
    lines.push(
      "  There is no user yet. Make the first one here, within a day (the link works once):",
      `    ${setupUrl}`,
    );
  if (!(await gateway.hasTokens()))
    lines.push(
      "  There is no access token yet. Issue the first one with:",
      '    npx posthorn tokens issue -d "first token"',
    );
  process.stderr.write(`${lines.join("\n")}\n`);
}

/** Tells why the server can't start: faults that the operator can mend in words, anything else with its stack. */
function explain(error: unknown): number {
  const said = error instanceof ConfigError ? error.message : (plainFault(error) ?? String((error as Error).stack));
  process.stderr.write(`Posthorn can't start. ${said}\n`);
  return 1;
}
