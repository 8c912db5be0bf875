import { changePassword as promise } from "@posthorn/contracts/sessions";
import { deletePasskeysOf } from "../../storage/passkeys.ts";
import { deleteSessions } from "../../storage/sessions.ts";
import { noteSignIn, setPasswordHash } from "../../storage/users.ts";
import { verb } from "../verb.ts";
import { confirmPassword, wrongPassword } from "./confirm-password.ts";
import { sessionOf } from "./session-of.ts";
import { sessionView } from "./start.ts";

/** Ends the user's other sessions and passkeys; the session that asks goes on. */
export const changePassword = verb(promise, async (ctx, { body }, call) => {
  const session = sessionOf(call.admission);
  const { remoteAddress } = call;
  const user = await confirmPassword(ctx, call, body.currentPassword);
  const passwordHash = await ctx.passwords.hash(body.password);
  const now = ctx.now();
  await ctx.storage.transaction(async (tx) => {
    // Of two changes at once, the second one no longer knows the current password.
    if (!(await noteSignIn(tx, user.id, user.passwordHash, user.signedInAt ?? now))) throw wrongPassword();
    await setPasswordHash(tx, user.id, { passwordHash, at: now });
    await deletePasskeysOf(tx, user.id);
    await deleteSessions(tx, user.id, { except: session.id });
  });
  await ctx.storage.durable();
  ctx.log.info(
    { user: user.name, remoteAddress, method: "password" },
    "A user changed the password; other sessions and passkeys are gone",
  );
  return sessionView(session);
});
