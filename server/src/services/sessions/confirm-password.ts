import { PosthornError } from "../../core/errors.ts";
import { findUser, type UserRecord } from "../../storage/users.ts";
import type { Context } from "../context.ts";
import type { Call } from "../verb.ts";
import { limitUser } from "./attempts.ts";
import type { SessionCaller } from "./caller.ts";
import { sessionOf } from "./session-of.ts";

export interface ConfirmedUser extends UserRecord {
  passwordHash: string;
}

/** The session that asks. Refuses whom a provider signed in. */
export function sessionOfOurs({ admission }: Call): SessionCaller {
  const session = sessionOf(admission);
  if (session.identity === null) return session;
  throw new PosthornError("forbidden", "Whoever signs in by a provider manages the login there", {
    code: "ProviderSession",
  });
}

/**
 * The user who asks, once the password was given again. Refuses a wrong one, the eleventh try of a minute, and whom a
 * provider signed in.
 */
export async function confirmPassword(ctx: Context, call: Call, currentPassword: string): Promise<ConfirmedUser> {
  const session = sessionOfOurs(call);
  limitUser(ctx, session.user.id);
  const user = await findUser(ctx.storage, session.user.id);
  const isRight = await ctx.passwords.verify(user?.passwordHash, currentPassword);
  if (user !== undefined && user.passwordHash !== null && isRight) return { ...user, passwordHash: user.passwordHash };
  ctx.log.warn(
    { user: session.user.name, remoteAddress: call.remoteAddress, method: "password" },
    "The current password that was given is wrong",
  );
  throw wrongPassword();
}

export const wrongPassword = () =>
  new PosthornError("invalid", "Invalid input", {
    code: "InvalidLogin",
    fields: [{ message: '"currentPassword" is wrong', key: "currentPassword", path: "body.currentPassword" }],
  });
