import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { describeConfig } from "../../config/describe.ts";
import { loadConfig } from "../../config/load.ts";
import type { Environment } from "../../config/sources.ts";
import { openStorage } from "../../storage/storage.ts";
import { openSettings } from "../../storage/settings.ts";
import { countOf } from "../count-of.ts";
import type { Output } from "../output.ts";
import { checkConfiguredCertificates, checkStoredCertificates } from "./certificates.ts";
import { checkContradictions } from "./contradictions.ts";
import { checkDataFolder } from "./data-folder.ts";
import { checkDatabase } from "./database.ts";
import { type Finding, ok, problem, reasonOf, warning } from "./finding.ts";
import { checkMachine } from "./machine.ts";
import { checkClock, checkNetwork } from "./network.ts";
import { checkPorts, isServerRunning } from "./ports.ts";
import { checkAccounts, checkEndpoints, checkQueues } from "./work.ts";
import { collect } from "../collect.ts";

interface DoctorOptions {
  json?: boolean;
  reach?: string[];
  network: boolean;
}

interface Surroundings {
  env: Environment;
  used: readonly string[];
  output: Output;
  end: (code: number) => void;
}

/** `posthorn doctor`: looks at everything, changes nothing. */
export function addDoctorCommand(program: Command, { env, used, output, end }: Surroundings): void {
  program
    .command("doctor")
    .description("look for what is wrong with this installation, while the server runs or not; changes nothing")
    .option("--json", "as a JSON array")
    .option("--reach <name:port>", "see whether this host can be reached, too; may be repeated", collect)
    .option("--no-network", "reach for no other host")
    .action(async (options: DoctorOptions) => {
      const findings = await examine(env, used, options);
      if (options.json === true) output.out(`${JSON.stringify(findings, null, 2)}\n`);
      else tell(findings, output);
      end(findings.some(({ level }) => level === "problem") ? 1 : 0);
    });
}

async function examine(env: Environment, used: readonly string[], options: DoctorOptions): Promise<Finding[]> {
  const readFile = (path: string) => readFileSync(path, "utf8");
  const { faults, warnings } = describeConfig(env, used, readFile);
  if (faults.length > 0)
    return faults.map((fault) =>
      problem("configuration", fault, "Mend it: nothing starts before. posthorn config tells where it comes from."),
    );
  const findings = warnings.map((sentence) =>
    warning("configuration", sentence, "Take it away, or spell it as docs/configuration.md does."),
  );
  const config = loadConfig(env, used, readFile);
  const isRunning = await isServerRunning(config);
  findings.push(ok("server", isRunning ? "It runs" : "It does not run"));
  findings.push(...(await checkDataFolder(config)));
  const database = await checkDatabase(config).catch((error: unknown) => ({
    findings: [
      problem(
        "database",
        `The database can't be looked at: ${reasonOf(error)}`,
        "See whether it runs and who may use it.",
      ),
    ],
    isThere: true,
    canOpen: false,
  }));
  findings.push(...database.findings, ...checkConfiguredCertificates(config, Date.now()));
  if (isRunning && !database.isThere)
    findings.push(
      problem(
        "server",
        "A server of Posthorn has the port, with data in another place than is configured here",
        "Give this command the configuration of that server, or the other one another POSTHORN_PORT.",
      ),
    );
  if (!database.canOpen) {
    findings.push(...(await checkPorts({ config, isRunning })), ...(await checkMachine(null)));
    return findings;
  }
  const storage = await openStorage(config.storage);
  try {
    const examined = { config, isRunning, storage, settings: await openSettings(storage, config.pinned) };
    for (const check of [checkPorts, checkContradictions, checkAccounts, checkEndpoints, checkQueues])
      findings.push(...(await check(examined)));
    findings.push(...(await checkStoredCertificates(examined, Date.now())));
    const { reach = [] } = options;
    if (options.network) {
      findings.push(...(await checkNetwork(examined, reach)));
      findings.push(...(await checkClock(examined, reach[0]?.replace(/:\d+$/, ""))));
    }
    findings.push(...(await checkMachine(storage)));
    return findings;
  } finally {
    await storage.close();
  }
}

const SIGNS = { ok: "ok      ", warning: "warning ", problem: "PROBLEM " };

function tell(findings: readonly Finding[], output: Output): void {
  for (const { level, area, message, advice } of findings) {
    output.out(`${SIGNS[level]} ${area}: ${oneLine(message)}\n`);
    if (advice !== undefined) output.out(`         → ${oneLine(advice)}\n`);
  }
  const count = (level: Finding["level"]) => findings.filter((one) => one.level === level).length;
  output.err(`\n${countOf(count("problem"), "problem")}, ${countOf(count("warning"), "warning")}\n`);
}

/** Errors come from other servers; control characters could rewrite the terminal. */
const oneLine = (text: string) => text.replace(/\p{Cc}/gu, " ");
