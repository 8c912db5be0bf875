import { acceptInvitation as promise } from "@posthorn/contracts/users";
import { PosthornError } from "../../core/errors.ts";
import { tokenIdOf } from "../../core/token-rules.ts";
import { findInvitation, takeInvitation } from "../../storage/invitations.ts";
import { findUser, setPasswordHash } from "../../storage/users.ts";
import { refuseWhenForced } from "../providers/refuse-when-forced.ts";
import { afterPassword } from "../sessions/after-password.ts";
import { limitAddress } from "../sessions/attempts.ts";
import { verb } from "../verb.ts";

/** Gives the user of a link the password they chose, and signs them in. A link serves once. */
export const acceptInvitation = verb(promise, async (ctx, { body }, call) => {
  const { remoteAddress } = call;
  refuseWhenForced(ctx);
  limitAddress(ctx, remoteAddress);
  const link = tokenIdOf(body.link.toLowerCase());
  // Before the password is hashed, which costs time and memory.
  const id = await findInvitation(ctx.storage, link, ctx.now());
  if (id === undefined) throw linkInvalid();
  const passwordHash = await ctx.passwords.hash(body.password);
  const user = await findUser(ctx.storage, id);
  if (user === undefined || user.disabledAt !== null) throw linkInvalid();
  call.identify(user, "password");
  const now = ctx.now();
  const session = await afterPassword(ctx, call, { user, passwordHash, remember: false }, async (tx) => {
    if (!(await takeInvitation(tx, link, now))) throw linkInvalid();
    await setPasswordHash(tx, id, { passwordHash, at: now });
  });
  await ctx.storage.durable();
  return session;
});

const linkInvalid = () =>
  new PosthornError("forbidden", "This link is not valid, has expired, or was used already", {
    code: "SetupLinkInvalid",
  });
