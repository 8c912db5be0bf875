import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { readArguments } from "../config/arguments.ts";
import { ConfigError } from "../config/error.ts";
import { loadConfig } from "../config/load.ts";
import { plainFault } from "../core/plain-fault.ts";
import { openStorage, type Storage } from "../storage/storage.ts";
import { versions } from "../versions.ts";
import { addAccountCommands } from "./accounts.ts";
import { addBackupCommands } from "./backup.ts";
import { checkBounces } from "./check-bounce.ts";
import { addConfigCommand } from "./config.ts";
import { addDoctorCommand } from "./doctor/doctor.ts";
import { addEncryptCommand } from "./encrypt.ts";
import { addLicenseCommands } from "./license.ts";
import type { Output } from "./output.ts";
import { setPassword } from "./password.ts";
import { scan } from "./scan.ts";
import { addSettingsCommands } from "./settings.ts";
import { deleteToken, exportToken, importToken, issueToken, listTokens, rotateToken } from "./tokens.ts";
import { UsageError } from "./usage-error.ts";
import { addUserCommands } from "./users.ts";
import type { WithConfig } from "./with-config.ts";
import { collect } from "./collect.ts";

/** Runs one command of `posthorn`; without one, the server. Returns the exit code. */
export async function runCommandLine(
  env: NodeJS.ProcessEnv,
  argv: readonly string[],
  output: Output,
  input: NodeJS.ReadableStream = process.stdin,
): Promise<number> {
  const { used, rest } = readArguments(argv);
  let code = 0;

  const withConfig: WithConfig =
    (command) =>
    async (...given) => {
      const config = loadConfig(env, used, (path) => readFileSync(path, "utf8"));
      code = await command(config, output, ...given);
    };

  /** Commands work on the store itself, whether the server runs or not. */
  const withStore = <O>(command: (store: Storage, options: O, output: Output) => Promise<number>) =>
    withConfig(async (config, _output, options: O) => {
      const store = await openStorage(config.storage);
      try {
        return await command(store, options, output);
      } finally {
        await store.close();
      }
    });

  const runServer = async () => {
    // Other commands need not wait until all of the server is loaded.
    const { serve } = await import("../serve.ts");
    code = await serve(env, used);
  };

  const program = new Command("posthorn")
    .description("One HTTP API and one stream of signed webhooks over any mailbox.")
    .usage("[command] [options]")
    .version(`Posthorn v${versions.posthorn} (MIT)`, "-v, --version")
    .helpCommand(false)
    .addHelpText("after", CONFIGURATION_HELP)
    .exitOverride()
    .configureOutput({
      // Help is said about the program; only the version is a result.
      writeOut: (text) => (text.startsWith("Posthorn v") ? output.out(text) : output.err(text)),
      writeErr: (text) => output.err(text),
    })
    .allowExcessArguments()
    .action(async (_options, command: Command) => {
      const [unknown] = command.args;
      if (unknown !== undefined) command.error(`error: unknown command '${unknown}' (see posthorn help)`);
      await runServer();
    });

  program.command("serve").description("run the server (the default)").allowExcessArguments(false).action(runServer);

  program
    .command("help")
    .description("tell about a command")
    .argument("[command...]", "which; all of them when left out")
    .action((names: string[]) => {
      let described: Command = program;
      for (const name of names) {
        const found = described.commands.find((one) => one.name() === name);
        if (found === undefined)
          return program.error(`error: unknown command '${names.join(" ")}' (see posthorn help)`);
        described = found;
      }
      described.outputHelp();
    });

  program
    .command("version")
    .description("tell the version")
    .action(() => output.out(`Posthorn v${versions.posthorn} (MIT)\n`));

  const tokens = program.command("tokens").description("issue and manage access tokens");
  tokens
    .command("issue")
    .description("make a token and print its value, which is shown only this once")
    .option("-d, --description <text>", "what it is for")
    .option("-s, --scope <scope>", "what it opens; may be repeated (default: *)", collect)
    .option("-a, --account <id>", "bind it to one account")
    .option("-e, --expires <time>", "until when it is good: a date, or a duration from now such as 12h or 30d")
    .option("-p, --permissions <json>", 'what it may do, such as {"actions":["read"]} or {"grants":[…]}')
    .option("-g, --grant <action:group>", "an exact permission, such as read:message; may be repeated", collect)
    .option("--addresses <list>", "where it may be used from: addresses and networks, separated by commas")
    .option("--referrers <list>", "pages it may be used from: patterns, separated by commas")
    .option("--rate-limit <calls/seconds>", "how often it may be used, such as 100/60")
    .action(withStore(issueToken));
  tokens
    .command("rotate")
    .description("give a token a new value, print it, and end the old one")
    .requiredOption("-t, --token <token>", "value or id")
    .option("-k, --keep <time>", "how long the old value still works, such as 1h or 7d (default: not at all)")
    .action(withStore(rotateToken));
  tokens
    .command("export")
    .description("print a token's record, to be imported elsewhere")
    .requiredOption("-t, --token <token>", "value or id")
    .action(withStore(exportToken));
  tokens
    .command("import")
    .description("take over an exported token")
    .requiredOption("-t, --token <text>", "what export printed")
    .action(withStore(importToken));
  tokens
    .command("list")
    .description("list all tokens")
    .option("-a, --account <id>", "only those bound to this account")
    .option("--json", "as a JSON array")
    .action(withStore(listTokens));
  tokens
    .command("delete")
    .description("revoke a token")
    .requiredOption("-t, --token <token>", "value or id")
    .action(withStore(deleteToken));

  program
    .command("password")
    .description("give a user a password, or make the first user")
    .option("-u, --user <name>", "who (default: admin)")
    .option("-p, --password <text>", "at least 8 characters (default: a random one, which is printed)")
    .option("-r, --hash", "print the password's hash instead")
    .action(withStore(setPassword));

  addUserCommands(program, withStore);

  addAccountCommands(program, withConfig, withStore);
  addSettingsCommands(program, withConfig);
  addLicenseCommands(program, withConfig);
  program.command("scan").description("tell how many rows each table has, as CSV").action(withStore(scan));
  addBackupCommands(program, withConfig);
  addEncryptCommand(program, withConfig);
  const surroundings = { env, used, output, end: (ended: number) => (code = ended) };
  addConfigCommand(program, surroundings);
  addDoctorCommand(program, surroundings);

  program
    .command("check-bounce")
    .description("tell what messages report: bounces, complaints, automatic answers; a line of JSON for each")
    .argument("<file...>", "messages in the form of RFC 5322, or - for standard input")
    .action(async (files: string[]) => {
      code = await checkBounces(files, input, output);
    });

  try {
    await program.parseAsync(rest, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    output.err(`posthorn: ${explain(error)}\n`);
    return 1;
  }
}

const CONFIGURATION_HELP = `
Options of every command:
  --data-dir <folder>        where the database and the key file are (default: ./data)
  --database-url <url>       a postgres:// URL, or the path of an SQLite file
  --config <file>            a TOML or JSON file
  --service.secret <secret>  the installation's secret, if it has one

Options of the server:
  --host <address>           default: 127.0.0.1
  --port <number>            default: 3000
  --log-level <level>        default: info

All of it can be said by environment variables, too: see docs/configuration.md.`;

/** What somebody can mend is told in words, anything else with its stack. */
const explain = (error: unknown): string =>
  error instanceof UsageError || error instanceof ConfigError
    ? error.message
    : (plainFault(error) ?? String((error as Error).stack));
