import { signIn as promise } from "@posthorn/contracts/sessions";
import { findUserByName, renewPasswordHash } from "../../storage/users.ts";
import type { Context } from "../context.ts";
import { refuseWhenForced } from "../providers/refuse-when-forced.ts";
import { verb } from "../verb.ts";
import { afterPassword, loginRefused } from "./after-password.ts";
import { limitAddress, limitName } from "./attempts.ts";
import { forgetFailures, noteSignInFailure, passwordLock, refuseLocked } from "./lock-out.ts";

/** Neither the answer nor its time tells whether the name or the password was wrong. */
export const signIn = verb(promise, async (ctx, { body }, call) => {
  const { remoteAddress } = call;
  refuseWhenForced(ctx);
  limitAddress(ctx, remoteAddress);
  limitName(ctx, body.name);
  const lock = passwordLock(body.name, remoteAddress);
  await refuseLocked(ctx, lock);
  const user = await findUserByName(ctx.storage, body.name);
  if (user !== undefined) call.identify(user, "password");
  const hash = user?.disabledAt === null ? user.passwordHash : null;
  const isRight = await ctx.passwords.verify(hash, body.password);
  if (user === undefined || hash === null || !isRight) {
    // A name that nobody has may be a password, typed into the wrong field.
    const who = { user: user?.name ?? null, remoteAddress, method: "password" };
    await noteSignInFailure(ctx, lock, who);
    throw loginRefused(ctx, who.user, remoteAddress);
  }
  const passwordHash = await todaysHash(ctx, user.id, hash, body.password);
  return afterPassword(ctx, call, { user, passwordHash, remember: body.remember ?? false }, (tx) =>
    forgetFailures(tx, lock),
  );
});

/** Parameters grow over the years; a password is at hand only when somebody signs in. */
async function todaysHash(ctx: Context, user: string, hash: string, password: string): Promise<string> {
  if (!(await ctx.passwords.isOutdated(hash))) return hash;
  const renewed = await ctx.passwords.hash(password);
  await renewPasswordHash(ctx.storage, user, hash, renewed);
  return renewed;
}
