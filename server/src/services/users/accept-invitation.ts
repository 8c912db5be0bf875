import { acceptInvitation as promise } from "@posthorn/contracts/users";
import { PosthornError } from "../../core/errors.ts";
import { tokenIdOf } from "../../core/token-rules.ts";
import { findInvitation, takeInvitation } from "../../storage/invitations.ts";
import { findUser, noteSignIn, setPasswordHash } from "../../storage/users.ts";
import { limitAddress } from "../sessions/attempts.ts";
import { handOver, startSession } from "../sessions/start.ts";
import { verb } from "../verb.ts";

/** Gives the user of a link the password they chose, and signs them in. A link serves once. */
export const acceptInvitation = verb(promise, async (ctx, { body }, call) => {
  const { remoteAddress } = call;
  limitAddress(ctx, remoteAddress);
  const link = tokenIdOf(body.link.toLowerCase());
  // Before the password is hashed, which costs time and memory.
  const id = await findInvitation(ctx.storage, link, ctx.now());
  if (id === undefined) throw linkInvalid();
  const passwordHash = await ctx.passwords.hash(body.password);
  const now = ctx.now();
  const { user, started } = await ctx.storage.transaction(async (tx) => {
    const found = await findUser(tx, id);
    if (found === undefined || !(await takeInvitation(tx, link, now))) throw linkInvalid();
    await setPasswordHash(tx, id, { passwordHash, at: now });
    if (!(await noteSignIn(tx, id, passwordHash, now))) throw linkInvalid();
    return { user: found, started: await startSession(tx, found, { remember: false, method: "password", call, now }) };
  });
  await ctx.storage.durable();
  ctx.log.info({ user: user.name, remoteAddress, method: "password" }, "A user chose a password and signed in");
  return handOver(call, started);
});

const linkInvalid = () =>
  new PosthornError("forbidden", "This link is not valid, has expired, or was used already", {
    code: "SetupLinkInvalid",
  });
