import { signInWithCode as promise } from "@posthorn/contracts/second-factor";
import { PosthornError } from "../../core/errors.ts";
import { findCeremony, noteCeremonyFailure, takeCeremony } from "../../storage/ceremonies.ts";
import { findUser, noteSignIn } from "../../storage/users.ts";
import { refuseWhenForced } from "../providers/refuse-when-forced.ts";
import { useCode } from "../second-factor/use-code.ts";
import { verb } from "../verb.ts";
import type { CodeTicket } from "./after-password.ts";
import { limitAddress, limitCodes } from "./attempts.ts";
import { codeLock, forgetFailures, noteSignInFailure, refuseLocked } from "./lock-out.ts";
import { handOver, startSession } from "./start.ts";

/** Wrong codes that a ticket takes. */
const MOST_FAILURES = 5;

/** The second step of a sign-in. A code works once, and so does a ticket. */
export const signInWithCode = verb(promise, async (ctx, { body }, call) => {
  const { remoteAddress } = call;
  refuseWhenForced(ctx);
  limitAddress(ctx, remoteAddress);
  const now = ctx.now();
  const ticket = await findCeremony<CodeTicket>(ctx.storage, "code", body.ticket, now);
  const user = ticket && (await findUser(ctx.storage, ticket.user));
  if (ticket === undefined || user === undefined) throw tooLate();
  call.identify(user, "totp");
  limitCodes(ctx, user.id);
  const lock = codeLock(user.id);
  await refuseLocked(ctx, lock);
  const method = await ctx.storage.transaction((tx) => useCode(tx, user.id, body.code, now));
  if (method === null) {
    const who = { user: user.name, remoteAddress, method: "totp" };
    await ctx.storage.transaction((tx) => noteCeremonyFailure(tx, body.ticket, MOST_FAILURES));
    await noteSignInFailure(ctx, lock, who);
    ctx.meter.signIn("totp", "failure");
    ctx.log.warn(who, "A sign-in failed");
    throw new PosthornError("unauthenticated", "The code is wrong or was used already", { code: "InvalidCode" });
  }
  call.identify(user, method);
  const started = await ctx.storage.transaction(async (tx) => {
    await forgetFailures(tx, lock);
    if ((await takeCeremony(tx, "code", body.ticket, now)) === undefined) throw tooLate();
    if (!(await noteSignIn(tx, user.id, ticket.passwordHash, now))) throw tooLate();
    return startSession(tx, user, { remember: ticket.remember, method, call, now });
  });
  ctx.meter.signIn(method, "success");
  ctx.log.info({ user: user.name, remoteAddress, method }, "A user signed in");
  return handOver(call, started);
});

const tooLate = () => new PosthornError("unauthenticated", "It took too long; begin again", { code: "TicketInvalid" });
