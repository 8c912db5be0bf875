import { createUser as promise } from "@posthorn/contracts/users";
import { findUser } from "../../storage/users.ts";
import { sessionOf } from "../sessions/session-of.ts";
import { verb } from "../verb.ts";
import { addUser } from "./add-user.ts";
import { invitationView } from "./invite.ts";
import { userNotFound } from "./not-found.ts";
import { userView } from "./user-view.ts";

export const createUser = verb(promise, async (ctx, { body }, call) => {
  const { name, role } = body;
  const passwordHash = body.password === undefined ? null : await ctx.passwords.hash(body.password);
  const { id, invitation } = await addUser(ctx.storage, { name, role, passwordHash, now: ctx.now() });
  ctx.log.info(
    { user: sessionOf(call.admission).user.name, remoteAddress: call.remoteAddress, name, role },
    "A user was made",
  );
  const user = await findUser(ctx.storage, id);
  if (user === undefined) throw userNotFound();
  return { user: await userView(ctx.storage, user, ctx.now()), ...invitationView(ctx, call, invitation) };
});
