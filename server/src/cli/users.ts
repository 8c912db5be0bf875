import { randomBytes } from "node:crypto";
import type { Command } from "commander";
import { type Role, ROLES } from "@posthorn/contracts/roles";
import { entryView } from "../services/admin-log/list.ts";
import { createPasswords } from "../services/sessions/passwords.ts";
import { addUser } from "../services/users/add-user.ts";
import { changeUser, removeUser } from "../services/users/change-user.ts";
import { invitationUrl } from "../services/users/invite.ts";
import { userViews } from "../services/users/user-view.ts";
import { readAdminLog } from "../storage/admin-log.ts";
import type { Storage } from "../storage/storage.ts";
import { findUserByName, listUsers as findUsers, type UserRecord } from "../storage/users.ts";
import { checkedPassword, checkedUserName } from "./checked-login.ts";
import { noteCommand } from "./note-command.ts";
import type { Output } from "./output.ts";
import { UsageError } from "./usage-error.ts";

type StoreCommand<O> = (store: Storage, options: O, output: Output) => Promise<number>;
type WithStore = <O>(command: StoreCommand<O>) => (options: O) => Promise<void>;

/** `posthorn users …`: what owners do in the dashboard, from the machine itself. */
export function addUserCommands(program: Command, withStore: WithStore): void {
  const users = program.command("users").description("manage who signs in to the dashboard");
  users.command("list").description("list all users").option("--json", "as a JSON array").action(withStore(listUsers));
  users
    .command("add")
    .description("make a user and print the password")
    .argument("<name>", "1 to 64 characters")
    .option("-r, --role <role>", `${ROLES.join(", ")} (default: viewer)`)
    .option("-p, --password <text>", "at least 8 characters (default: a random one)")
    .option("--invite", "print a link to choose a password with, in place of one; good for a week, once")
    .action((name: string, options: AddOptions) => withStore<AddOptions>(add(name))(options));
  const onUser = (command: string, description: string, act: (name: string) => StoreCommand<object>) =>
    users
      .command(command)
      .description(description)
      .argument("<name>", "who")
      .action((name: string) => withStore(act(name))({}));
  users
    .command("role")
    .description("change what a user may do")
    .argument("<name>", "who")
    .argument("<role>", ROLES.join(", "))
    .action((name: string, role: string) => withStore(setRole(name, role))({}));
  onUser("disable", "keep a user from signing in, and sign out", (name) => setDisabled(name, true));
  onUser("enable", "let a user sign in again", (name) => setDisabled(name, false));
  onUser("delete", "delete a user", deleteUser);
  users
    .command("log")
    .description("print what people did, the oldest first; a line of JSON for each")
    .option("-u, --user <name>", "only this user")
    .option("-s, --since <time>", "only from this time on, such as 2026-11-01T00:00:00Z")
    .action(withStore(printLog));
}

async function listUsers(store: Storage, options: { json?: boolean }, output: Output): Promise<number> {
  const found: UserRecord[] = [];
  for (;;) {
    const page = await findUsers(store, { query: undefined, limit: 1000, offset: found.length });
    found.push(...page.users);
    if (page.users.length === 0 || found.length >= page.total) break;
  }
  const views = await userViews(store, found, Date.now());
  if (options.json) output.out(`${JSON.stringify(views, null, 2)}\n`);
  else if (views.length === 0) output.err("There are no users.\n");
  else
    for (const { name, role, disabled, invited, signedIn } of views)
      output.out(
        `${[role, signedIn?.slice(0, 10) ?? "never", disabled ? "disabled" : invited ? "invited" : "", oneLine(name)].join("\t")}\n`,
      );
  return 0;
}

interface AddOptions {
  role?: string;
  password?: string;
  invite?: boolean;
}

const add =
  (given: string): StoreCommand<AddOptions> =>
  async (store, options, output) => {
    if (options.invite && options.password !== undefined)
      throw new UsageError("--invite and --password exclude each other");
    const name = checkedUserName(given);
    const role = checkedRole(options.role ?? "viewer");
    const password = options.invite ? null : checkedPassword(options.password ?? randomBytes(16).toString("hex"));
    const passwordHash = password === null ? null : await createPasswords().hash(password);
    const { id, invitation } = await addUser(store, { name, role, passwordHash, now: Date.now() });
    await noteCommand(store, "users add", id);
    output.out(invitation === null ? String(password) : invitationUrl("", invitation));
    output.err(
      invitation === null
        ? `\nThe user "${name}" was made, with the role ${role}.\n`
        : `\nThe user "${name}" was invited, with the role ${role}: put the address of the dashboard in front of the link.\n`,
    );
    return 0;
  };

const setRole =
  (name: string, given: string): StoreCommand<object> =>
  async (store, _options, output) => {
    const role = checkedRole(given);
    const user = await changeUser(store, (await requireUser(store, name)).id, { role, now: Date.now() });
    await noteCommand(store, "users role", user.id);
    output.err(`The user "${user.name}" has the role ${role} now.\n`);
    return 0;
  };

const setDisabled =
  (name: string, disabled: boolean): StoreCommand<object> =>
  async (store, _options, output) => {
    const user = await changeUser(store, (await requireUser(store, name)).id, { disabled, now: Date.now() });
    await noteCommand(store, disabled ? "users disable" : "users enable", user.id);
    output.err(`The user "${user.name}" ${disabled ? "is disabled and signed out" : "can sign in again"}.\n`);
    return 0;
  };

const deleteUser =
  (name: string): StoreCommand<object> =>
  async (store, _options, output) => {
    const user = await requireUser(store, name);
    await removeUser(store, user.id);
    await noteCommand(store, "users delete", user.id);
    output.err(`The user "${user.name}" was deleted.\n`);
    return 0;
  };

interface LogOptions {
  user?: string;
  since?: string;
}

async function printLog(store: Storage, { user, since }: LogOptions, output: Output): Promise<number> {
  const from = since === undefined ? 0 : Date.parse(since);
  if (Number.isNaN(from)) throw new UsageError(`"${since}" is no time`);
  let after = "";
  for (;;) {
    const entries = await readAdminLog(store, { user: user?.trim(), from }, { after, limit: 1000 });
    for (const entry of entries) output.out(`${JSON.stringify(entryView(entry))}\n`);
    const last = entries.at(-1);
    if (last === undefined) return 0;
    after = last.id;
  }
}

async function requireUser(store: Storage, name: string): Promise<UserRecord> {
  const user = await findUserByName(store, name.trim());
  if (user === undefined) throw new UsageError(`There is no user "${oneLine(name)}"`);
  return user;
}

function checkedRole(given: string): Role {
  const role = ROLES.find((known) => known === given);
  if (role === undefined) throw new UsageError(`There is no role "${given}". Roles are: ${ROLES.join(", ")}`);
  return role;
}

/** Control characters could rewrite the terminal. */
const oneLine = (text: string) => text.replace(/\p{Cc}/gu, " ");
