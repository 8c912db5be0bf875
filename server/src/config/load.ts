import { join } from "node:path";
import { ConfigError } from "./error.ts";
import { freezeDeeply } from "./freeze.ts";
import { ALL_OPTIONS, type Values } from "./options.ts";
import { parseValue } from "./parse-value.ts";
import { type Environment, type ReadFile, Sources } from "./sources.ts";

export type Config = ReturnType<typeof complete> & {
  /** The socket to listen on, where systemd opened it (sd_listen_fds(3)). */
  readonly inheritedSocket: number | undefined;
  /** Sentences about what was given without having an effect; for the log. */
  readonly warnings: readonly string[];
};

/**
 * Everything that is configured, checked and frozen. Throws ConfigError with every fault at once.
 *
 * From strongest to weakest: short flags, the environment (`POSTHORN_*`, then `EENGINE_*`; `.env` fills
 * in what is not set), `--section.key`, the configuration file, defaults.
 */
export function loadConfig(env: Environment, argv: readonly string[], readFile: ReadFile): Config {
  const faults: string[] = [];
  const sources = new Sources(env, argv, readFile, faults);
  const values: Record<string, Record<string, unknown>> = {};
  for (const placed of ALL_OPTIONS) {
    const given = sources.find(placed);
    const section = (values[placed.section] ??= {});
    section[placed.property] = given === undefined ? placed.option.default : parseValue(placed.option, given, faults);
  }
  if (faults.length > 0) throw new ConfigError(faults);
  // The table typed each value where it parsed it; the loop above only lost sight of it.
  return freezeDeeply({
    ...complete(values as unknown as Values),
    inheritedSocket: inheritedSocket(env),
    warnings: sources.unknown(),
  });
}

/** The first one that systemd passes to a service; there it counts only for the process that it names. */
const FIRST_SOCKET = 3;

const inheritedSocket = (env: Environment) =>
  Number(env["LISTEN_FDS"]) >= 1 && Number(env["LISTEN_PID"]) === process.pid ? FIRST_SOCKET : undefined;

/** Where OTLP takes metrics at a receiver (OpenTelemetry Protocol Exporter, "Endpoint URLs for OTLP/HTTP"). */
function metricsBelow(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined) return undefined;
  const url = new URL(endpoint);
  url.pathname = url.pathname.replace(/\/*$/, "/v1/metrics");
  return url.href;
}

/** Defaults that depend on other values. */
const complete = (values: Values) => ({
  ...values,
  telemetry: {
    ...values.telemetry,
    metricsEndpoint: values.telemetry.metricsEndpoint ?? metricsBelow(values.telemetry.endpoint),
  },
  http: { ...values.http, trustProxy: values.http.proxyAddresses.length > 0 },
  webhooks: { ...values.webhooks, atOnce: values.webhooks.atOnce * values.webhooks.workers },
  sending: { ...values.sending, atOncePerAccount: values.sending.atOncePerAccount * values.sending.workers },
  seeds: { ...values.seeds, enableApiProxy: values.http.trustProxy },
  exports: { ...values.exports, directory: values.exports.directory ?? join(values.storage.dataDir, "exports") },
  storage: { ...values.storage, database: values.storage.database ?? join(values.storage.dataDir, "posthorn.db") },
});
