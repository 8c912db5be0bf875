import { resolve } from "node:path";
import type { Command } from "commander";
import type { Config } from "../config/load.ts";
import { StartError } from "../core/errors.ts";
import { openStorage } from "../storage/storage.ts";
import { makeBackup } from "../storage/backup/make.ts";
import { restoreBackup } from "../storage/backup/restore.ts";
import { versions } from "../versions.ts";
import { countOf } from "./count-of.ts";
import type { Output } from "./output.ts";
import type { WithConfig } from "./with-config.ts";

/** `posthorn backup` and `posthorn restore`. */
export function addBackupCommands(program: Command, withConfig: WithConfig): void {
  program
    .command("backup")
    .description("write the whole database to a file, while the server runs or not")
    .argument("<file>", "a new file")
    .option("--with-key", "with the key file in it, which opens every stored password")
    .action(withConfig(backUp));
  program
    .command("restore")
    .description("fill an empty data folder or an empty PostgreSQL database with a backup")
    .argument("<file>", "what backup wrote")
    .option("--pause", "hold back mail and webhooks that wait in it, until their queues are resumed")
    .action(withConfig(restore));
}

async function backUp(config: Config, output: Output, file: string, options: { withKey?: boolean }): Promise<number> {
  const { database, dataDir, secret } = config.storage;
  const withKey = options.withKey === true;
  const { rows } = await makeBackup(file, { database, dataDir, withKey, version: versions.posthorn });
  output.err(`${countOf(rows, "row")} went to ${resolve(file)}\n`);
  if (withKey) output.err("Warning: the key is in it. Whoever reads this file has the passwords of all accounts.\n");
  else
    output.err(
      secret === undefined
        ? `Keep a copy of ${resolve(dataDir, "posthorn.key")} somewhere else: without it nobody can read the passwords in the backup.\n`
        : "Without POSTHORN_SECRET, which is not in it, nobody can read the passwords in the backup.\n",
    );
  return 0;
}

async function restore(config: Config, output: Output, file: string, options: { pause?: boolean }): Promise<number> {
  const { database, dataDir } = config.storage;
  const pause = options.pause === true;
  const { rows, header } = await restoreBackup(file, { database, dataDir, pause });
  output.err(`${countOf(rows, "row")} came back, of ${header.createdAt} (Posthorn ${header.version}).\n`);
  if (pause)
    output.err("The queues submit and notify are paused: mail and webhooks wait until somebody resumes them.\n");
  try {
    await (await openStorage(config.storage)).close();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    output.err(`Everything is there, but it can't be opened yet. ${error.message}\n`);
  }
  return 0;
}
