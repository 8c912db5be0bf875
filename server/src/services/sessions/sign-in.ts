import { signIn as promise } from "@posthorn/contracts/sessions";
import { PosthornError } from "../../core/errors.ts";
import { findUserByName, noteSignIn, renewPasswordHash, type UserRecord } from "../../storage/users.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { limitAddress, limitName } from "./attempts.ts";
import { handOver, startSession } from "./start.ts";

/** Neither the answer nor its time tells whether the name or the password was wrong. */
export const signIn = verb(promise, async (ctx, { body }, call) => {
  const { remoteAddress } = call;
  limitAddress(ctx, remoteAddress);
  limitName(ctx, body.name);
  const found = await findUserByName(ctx.storage, body.name);
  const hash = found?.disabledAt === null ? found.passwordHash : null;
  const isRight = await ctx.passwords.verify(hash, body.password);
  // A name that nobody has may be a password, typed into the wrong field.
  if (found === undefined || hash === null || !isRight) throw refused(ctx, found?.name ?? null, remoteAddress);
  const user = await withTodaysHash(ctx, found, hash, body.password);
  const now = ctx.now();
  const started = await ctx.storage.transaction(async (tx) => {
    // Whoever changed the password a moment ago has ended the sessions of the old one.
    if (!(await noteSignIn(tx, user.id, user.passwordHash, now))) throw refused(ctx, user.name, remoteAddress);
    return startSession(tx, user, { remember: body.remember ?? false, method: "password", call, now });
  });
  ctx.log.info({ user: user.name, remoteAddress, method: "password" }, "A user signed in");
  return handOver(call, started);
});

function refused(ctx: Context, user: string | null, remoteAddress: string | null): PosthornError {
  ctx.log.warn({ user, remoteAddress, method: "password" }, "A sign-in failed");
  return new PosthornError("unauthenticated", "The user name or the password is wrong", { code: "InvalidLogin" });
}

/** Parameters grow over the years; a password is at hand only when somebody signs in. */
async function withTodaysHash(ctx: Context, user: UserRecord, hash: string, password: string): Promise<UserRecord> {
  if (!(await ctx.passwords.isOutdated(hash))) return user;
  const passwordHash = await ctx.passwords.hash(password);
  await renewPasswordHash(ctx.storage, user.id, hash, passwordHash);
  return { ...user, passwordHash };
}
