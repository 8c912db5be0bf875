import { UsageError } from "./usage-error.ts";

/** The name of a user as it is kept. Throws UsageError for one that nobody can have. */
export function checkedUserName(given: string): string {
  const name = given.trim();
  if (name.length < 1 || name.length > 64) throw new UsageError("A user name has 1 to 64 characters");
  return name;
}

/** Throws UsageError for a password that is too short or too long. */
export function checkedPassword(password: string): string {
  if (password.length < 8) throw new UsageError("Password must be at least 8 characters");
  if (password.length > 256) throw new UsageError("Password must be at most 256 characters");
  return password;
}
