import { randomBytes } from "node:crypto";
import { setPassword as set } from "../services/setup/set-password.ts";
import type { Storage } from "../storage/storage.ts";
import { UsageError } from "./usage-error.ts";
import type { Output } from "./output.ts";

interface PasswordOptions {
  user?: string;
  password?: string;
  hash?: boolean;
}

/** Gives a user a password, and makes the user when there is none of that name. */
export async function setPassword(store: Storage, options: PasswordOptions, output: Output): Promise<number> {
  const name = (options.user ?? "admin").trim();
  const password = options.password ?? randomBytes(16).toString("hex");
  if (name.length < 1 || name.length > 64) throw new UsageError("A user name has 1 to 64 characters");
  if (password.length < 8) throw new UsageError("Password must be at least 8 characters");
  if (password.length > 256) throw new UsageError("Password must be at most 256 characters");
  const done = await set(store, { name, password, now: Date.now() });
  output.out(options.hash ? Buffer.from(done.passwordHash).toString("base64url") : password);
  output.err(
    done.isNew
      ? `\nThe user "${done.name}" was made, and owns the installation.\n`
      : `\nThe user "${done.name}" has a new password; what was signed in is signed out.\n`,
  );
  return 0;
}
