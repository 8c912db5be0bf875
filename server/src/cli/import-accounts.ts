import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { createAccount as promise } from "@posthorn/contracts/accounts";
import { compileContract } from "@posthorn/contracts/validation";
import type { Config } from "../config/load.ts";
import { isWd01, openWd01 } from "../core/wd01.ts";
import { createAccount } from "../services/accounts/create.ts";
import { callAsOperator } from "../services/as-operator.ts";
import type { Context } from "../services/context.ts";
import { accountExists } from "../storage/accounts.ts";
import { countOf } from "./count-of.ts";
import type { Output } from "./output.ts";
import { UsageError } from "./usage-error.ts";
import type { WithConfig } from "./with-config.ts";
import { onGateway } from "./with-gateway.ts";
import { collect } from "./collect.ts";

interface ImportOptions {
  decrypt?: string[];
  overwrite?: boolean;
}

type Json = Record<string, unknown>;

/** `posthorn accounts import`: takes what `posthorn export` prints, and what the command of EmailEngine prints. */
export function addImportCommand(accounts: Command, withConfig: WithConfig): void {
  accounts
    .command("import")
    .description("register accounts that were exported, here or from EmailEngine")
    .argument("<file>", "JSON: one account, an array of them, or one a line")
    .option(
      "--decrypt <secret>",
      "a secret that values beginning with $wd01$ are encrypted with; may be repeated",
      collect,
    )
    .option("--overwrite", "register those anew that are there already")
    .action(withConfig(importAccounts));
}

async function importAccounts(config: Config, output: Output, file: string, options: ImportOptions): Promise<number> {
  const records = recordsIn(await readFile(file, "utf8"));
  const { secret } = config.storage;
  const secrets = [...(options.decrypt ?? []), ...(secret === undefined ? [] : [secret])];
  return onGateway(config, async (ctx) => {
    const counts = { imported: 0, skipped: 0, failed: 0 };
    for (const [index, record] of records.entries()) {
      const name = typeof record["account"] === "string" ? record["account"] : `the account number ${index + 1}`;
      if (options.overwrite !== true && (await accountExists(ctx.storage, name))) {
        counts.skipped++;
        continue;
      }
      try {
        await register(ctx, (await opened(record, secrets)) as Json, (left) =>
          output.err(`${name}: left out ${left.join(", ")}\n`),
        );
        counts.imported++;
      } catch (error) {
        counts.failed++;
        output.err(`posthorn: ${name}: ${(error as Error).message}\n`);
      }
    }
    output.out(`${countOf(counts.imported, "account was imported", "accounts were imported")}\n`);
    if (counts.skipped > 0) output.err(`${countOf(counts.skipped, "account was", "accounts were")} there already.\n`);
    return counts.failed > 0 ? 1 : 0;
  });
}

function recordsIn(text: string): Json[] {
  const parse = (json: string): unknown => {
    try {
      return JSON.parse(json) as unknown;
    } catch {
      return undefined;
    }
  };
  const whole = parse(text);
  const records =
    whole === undefined
      ? text
          .split("\n")
          .filter((line) => line.trim() !== "")
          .map(parse)
      : [whole].flat();
  if (records.length === 0 || !records.every((one) => typeof one === "object" && one !== null && !Array.isArray(one)))
    throw new UsageError("The file holds no accounts in JSON");
  return records as Json[];
}

/** The value with every text in the clear. Throws for one that none of the secrets opens. */
async function opened(value: unknown, secrets: readonly string[]): Promise<unknown> {
  if (typeof value === "string" && isWd01(value)) {
    const plain = await openWd01(value, secrets);
    if (plain === null) throw new UsageError("it is encrypted with another secret; name it with --decrypt");
    return plain;
  }
  if (Array.isArray(value)) return Promise.all(value.map((one) => opened(one, secrets)));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(async ([key, inner]) => [key, await opened(inner, secrets)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

const check = compileContract(promise);

/** Registers what is an account's own. What it was told by servers, such as its state, is found out anew. */
async function register(ctx: Context, record: Json, onLeft: (paths: string[]) => void): Promise<void> {
  const checked = check({ params: {}, query: {}, body: structuredClone(record) });
  const strange = "faults" in checked ? checked.faults.filter(({ message }) => message.endsWith("is not allowed")) : [];
  const paths = strange.flatMap(({ path }) => (path === undefined ? [] : [path.replace(/^body\./, "")]));
  const body = structuredClone(record);
  for (const path of paths) without(body, path.split("."));
  const told = paths.filter((path) => !["state", "created", "updated"].includes(path));
  if (told.length > 0) onLeft(told);
  await callAsOperator(ctx, createAccount, { body });
}

function without(target: Json, [key = "", ...rest]: string[]): void {
  const inner = target[key];
  if (rest.length === 0) delete target[key];
  else if (typeof inner === "object" && inner !== null) without(inner as Json, rest);
}
