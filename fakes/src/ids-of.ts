import { execFileSync } from "node:child_process";

const known = new Map<string, { uid: number; gid: number }>();

/** The numbers of a user of this machine and of its group. */
export function idsOf(user: string): { uid: number; gid: number } {
  const ids = known.get(user) ?? { uid: ask("-u", user), gid: ask("-g", user) };
  known.set(user, ids);
  return ids;
}

const ask = (flag: string, user: string) => Number(execFileSync("id", [flag, user]).toString());
