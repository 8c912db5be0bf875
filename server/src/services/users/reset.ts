import {
  endUserSessions as sessionsPromise,
  resetUserPassword as passwordPromise,
  resetUserSecondFactor as secondFactorPromise,
} from "@posthorn/contracts/users";
import { deleteInvitation } from "../../storage/invitations.ts";
import { deletePasskeysOf } from "../../storage/passkeys.ts";
import { deleteSecondFactors } from "../../storage/second-factors.ts";
import { deleteSessions } from "../../storage/sessions.ts";
import { findUser, setPasswordHash } from "../../storage/users.ts";
import type { Context } from "../context.ts";
import { sessionOf } from "../sessions/session-of.ts";
import { type Call, verb } from "../verb.ts";
import { invitationView, inviteUser } from "./invite.ts";
import { keepingAnOwner } from "./keep-an-owner.ts";
import { userNotFound } from "./not-found.ts";

const note = (ctx: Context, call: Call, name: string, what: string) =>
  ctx.log.info({ user: sessionOf(call.admission).user.name, remoteAddress: call.remoteAddress, name }, what);

export const resetUserPassword = verb(passwordPromise, async (ctx, { params, body }, call) => {
  const id = params.user;
  const passwordHash = body.password === undefined ? null : await ctx.passwords.hash(body.password);
  const now = ctx.now();
  const { name, invitation } = await keepingAnOwner(ctx.storage, async (tx) => {
    const user = await findUser(tx, id);
    if (user === undefined) throw userNotFound();
    await setPasswordHash(tx, id, { passwordHash, at: now });
    await deletePasskeysOf(tx, id);
    await deleteSessions(tx, id);
    if (passwordHash === null) return { name: user.name, invitation: await inviteUser(tx, id, now) };
    await deleteInvitation(tx, id);
    return { name: user.name, invitation: null };
  });
  note(ctx, call, name, "The password of a user was reset; sessions and passkeys are gone");
  return invitationView(ctx, call, invitation);
});

export const resetUserSecondFactor = verb(secondFactorPromise, async (ctx, { params }, call) => {
  const user = await findUser(ctx.storage, params.user);
  if (user === undefined) throw userNotFound();
  await ctx.storage.transaction(async (tx) => {
    await deleteSecondFactors(tx, user.id);
    await deleteSessions(tx, user.id);
  });
  await ctx.storage.durable();
  note(ctx, call, user.name, "The second factor and the passkeys of a user were removed");
  return { deleted: true };
});

export const endUserSessions = verb(sessionsPromise, async (ctx, { params }, call) => {
  const user = await findUser(ctx.storage, params.user);
  if (user === undefined) throw userNotFound();
  const deleted = await deleteSessions(ctx.storage, user.id);
  await ctx.storage.durable();
  note(ctx, call, user.name, "A user was signed out everywhere");
  return { deleted };
});
