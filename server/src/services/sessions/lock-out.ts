import { PosthornError } from "../../core/errors.ts";
import { networkOf } from "../../core/network-of.ts";
import { addSignInFailure, forgetSignInFailures, lockedUntil, lockSignIn } from "../../storage/sign-in-failures.ts";
import type { Db } from "../../storage/storage.ts";
import { userKeyOf } from "../../storage/users.ts";
import type { Context } from "../context.ts";

/** Failures in a row that lead to a lock; each further one doubles its length. */
const FAILURES = 10;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 60 * 60_000;
const REMEMBERED_MS = 24 * 60 * 60_000;

/** Who is locked out after failures in a row. */
export interface Lock {
  key: string;
  method: "password" | "totp";
}

/** Of passwords for a name from one network, so that a stranger elsewhere locks nobody out. */
export const passwordLock = (name: string, address: string | null): Lock => ({
  key: `password ${networkOf(address)} ${userKeyOf(name)}`,
  method: "password",
});

/** Of codes for a user: whoever gets this far knows the password. */
export const codeLock = (user: string): Lock => ({ key: `code ${user}`, method: "totp" });

/** Throws `limited` while it is locked. */
export async function refuseLocked(ctx: Context, { key, method }: Lock): Promise<void> {
  const until = await lockedUntil(ctx.storage, key);
  const now = ctx.now();
  if (until <= now) return;
  ctx.meter.signIn(method, "locked");
  throw new PosthornError("limited", "Too many failed attempts, signing in is locked for a while", {
    code: "LockedOut",
    temporary: true,
    extra: { ttl: Math.ceil((until - now) / 1000) },
  });
}

/** Counts a failure, and locks when there were many. */
export async function noteSignInFailure(
  ctx: Context,
  { key }: Lock,
  who: { user: string | null; remoteAddress: string | null; method: string },
): Promise<void> {
  const now = ctx.now();
  const { failures, lockMs } = await ctx.storage.transaction(async (tx) => {
    const failures = await addSignInFailure(tx, key, { now, expiresAt: now + REMEMBERED_MS });
    const lockMs = failures < FAILURES ? 0 : Math.min(FIRST_LOCK_MS * 2 ** (failures - FAILURES), LONGEST_LOCK_MS);
    if (lockMs > 0) await lockSignIn(tx, key, now + lockMs);
    return { failures, lockMs };
  });
  if (lockMs > 0)
    ctx.log.error({ ...who, failures, lockSeconds: lockMs / 1000 }, "Signing in is locked after failures in a row");
}

export const forgetFailures = (tx: Db, { key }: Lock) => forgetSignInFailures(tx, key);
