import { randomBytes } from "node:crypto";
import { setPassword as set } from "../services/setup/set-password.ts";
import type { Storage } from "../storage/storage.ts";
import { checkedPassword, checkedUserName } from "./checked-login.ts";
import { noteCommand } from "./note-command.ts";
import type { Output } from "./output.ts";

interface PasswordOptions {
  user?: string;
  password?: string;
  hash?: boolean;
}

/** Gives a user a password, and makes the user when there is none of that name. */
export async function setPassword(store: Storage, options: PasswordOptions, output: Output): Promise<number> {
  const name = checkedUserName(options.user ?? "admin");
  const password = checkedPassword(options.password ?? randomBytes(16).toString("hex"));
  const done = await set(store, { name, password, now: Date.now() });
  await noteCommand(store, "password", done.id);
  output.out(options.hash ? Buffer.from(done.passwordHash).toString("base64url") : password);
  output.err(
    done.isNew
      ? `\nThe user "${done.name}" was made, and owns the installation.\n`
      : `\nThe user "${done.name}" has a new password, and nothing else to sign in with; what was signed in is signed out.\n`,
  );
  return 0;
}
