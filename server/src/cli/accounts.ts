import type { Command } from "commander";
import { callAsOperator } from "../services/as-operator.ts";
import { deleteAccount } from "../services/accounts/delete.ts";
import { getAccount } from "../services/accounts/get.ts";
import { listAccounts } from "../services/accounts/list.ts";
import type { Context } from "../services/context.ts";
import { findAccount } from "../storage/accounts.ts";
import type { Storage } from "../storage/storage.ts";
import { addImportCommand } from "./import-accounts.ts";
import type { Output } from "./output.ts";
import { asTable } from "./table.ts";
import { UsageError } from "./usage-error.ts";
import type { WithConfig } from "./with-config.ts";
import { withGateway } from "./with-gateway.ts";

type StoreCommand<O> = (store: Storage, options: O, output: Output) => Promise<number>;
type WithStore = <O>(command: StoreCommand<O>) => (options: O) => Promise<void>;

interface ListOptions {
  state?: string;
  query?: string;
  json?: boolean;
}

/** `posthorn accounts …` and `posthorn export`. */
export function addAccountCommands(program: Command, withConfig: WithConfig, withStore: WithStore): void {
  const accounts = program.command("accounts").description("look at accounts, delete them and take them over");
  accounts
    .command("list")
    .description("list accounts, by id")
    .option("--state <state>", "only those in this state; errors are all that failed")
    .option("-q, --query <text>", "only those with this in id, name or address")
    .option("--json", "as a JSON array")
    .action(withGateway(withConfig, list));
  accounts
    .command("get")
    .description("print an account as the API tells it, secrets masked")
    .argument("<id>", "which")
    .action(withGateway(withConfig, get));
  accounts
    .command("delete")
    .description("delete an account and everything that is kept for it, mail that waits to be sent included")
    .argument("<id>", "which")
    .option("--revoke", "also have its provider forget the grant")
    .action(withGateway(withConfig, remove));
  addImportCommand(accounts, withConfig);

  program
    .command("export")
    .description("print an account as JSON, with its secrets in the clear")
    .requiredOption("-a, --account <id>", "which")
    .action(withStore(exportAccount));
}

const PAGE = 1000;

async function list(ctx: Context, output: Output, { state, query, json }: ListOptions): Promise<number> {
  const found: Awaited<ReturnType<typeof page>>["accounts"] = [];
  const page = (number: number) =>
    callAsOperator(ctx, listAccounts, {
      query: {
        page: number,
        pageSize: PAGE,
        ...(state !== undefined && { state }),
        ...(query !== undefined && { query }),
      },
    });
  for (let number = 0; ; number++) {
    const { accounts, pages } = await page(number);
    found.push(...accounts);
    if (number + 1 >= pages) break;
  }
  if (json === true) output.out(`${JSON.stringify(found, null, 2)}\n`);
  else if (found.length === 0) output.err("There are no such accounts.\n");
  else
    output.out(
      asTable(
        ["ID", "TYPE", "STATE", "NAME", "ADDRESS", "ERROR"],
        found.map((one) => [
          one.account,
          one.type,
          one.state,
          one.name ?? "",
          one.email ?? "",
          one.lastError?.response ?? "",
        ]),
      ),
    );
  return 0;
}

async function get(ctx: Context, output: Output, id: string): Promise<number> {
  const account = await callAsOperator(ctx, getAccount, { params: { account: id } });
  output.out(`${JSON.stringify(account, null, 2)}\n`);
  return 0;
}

async function remove(ctx: Context, output: Output, id: string, options: { revoke?: boolean }): Promise<number> {
  const { deleted } = await callAsOperator(ctx, deleteAccount, {
    params: { account: id },
    query: options.revoke === true ? { revoke: true } : {},
  });
  output.out(deleted ? "Account was deleted\n" : "Account was not deleted\n");
  return deleted ? 0 : 1;
}

async function exportAccount(store: Storage, options: { account: string }, output: Output): Promise<number> {
  const record = await findAccount(store, options.account);
  if (record === undefined) throw new UsageError("There is no such account");
  const { id, settings, state, createdAt, updatedAt } = record;
  const times = { created: new Date(createdAt).toISOString(), updated: new Date(updatedAt).toISOString() };
  output.out(`${JSON.stringify({ account: id, ...settings, state, ...times }, null, 2)}\n`);
  output.err("Warning: these are passwords in the clear.\n");
  return 0;
}
