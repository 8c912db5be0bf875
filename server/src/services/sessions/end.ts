import {
  endSession as promise,
  signOut as promiseForThis,
  signOutEverywhere as promiseForAll,
} from "@posthorn/contracts/sessions";
import { deleteSessions } from "../../storage/sessions.ts";
import type { Context } from "../context.ts";
import { type Call, verb } from "../verb.ts";
import { sessionOf } from "./session-of.ts";

/** Ends sessions of the caller's user; how many. The answer stands for good, also after a power cut. */
async function end(ctx: Context, call: Call, what: string, only?: string): Promise<number> {
  const { user } = sessionOf(call.admission);
  const ended = await deleteSessions(ctx.storage, user.id, only === undefined ? {} : { only });
  await ctx.storage.durable();
  ctx.log.info({ user: user.name, remoteAddress: call.remoteAddress, method: "session", sessions: ended }, what);
  return ended;
}

export const signOut = verb(promiseForThis, async (ctx, _input, call) => {
  const { id, identity } = sessionOf(call.admission);
  await end(ctx, call, "A user signed out", id);
  call.sessionCookie.clear();
  const logoutUrl = identity === null ? null : ctx.signInProviders.logoutUrl(identity);
  return { deleted: true, ...(logoutUrl !== null && { logoutUrl }) };
});

export const endSession = verb(promise, async (ctx, { params }, call) => {
  const ended = await end(ctx, call, "A user ended a session", params.session);
  if (ended > 0 && params.session === sessionOf(call.admission).id) call.sessionCookie.clear();
  return { deleted: ended > 0 };
});

export const signOutEverywhere = verb(promiseForAll, async (ctx, _input, call) => {
  const deleted = await end(ctx, call, "A user signed out everywhere");
  call.sessionCookie.clear();
  return { deleted };
});
