import { setUp as promise } from "@posthorn/contracts/sessions";
import { PosthornError } from "../../core/errors.ts";
import { timeSortedId } from "../../core/ids.ts";
import { tokenIdOf } from "../../core/token-rules.ts";
import { deleteSetupLinks, isSetupLink, takeSetupLink } from "../../storage/setup-links.ts";
import { hasUsers, insertUser, type NewUser } from "../../storage/users.ts";
import { isSecondFactorNeeded } from "../second-factor/needed.ts";
import { limitAddress } from "../sessions/attempts.ts";
import { handOver, startSession } from "../sessions/start.ts";
import { verb } from "../verb.ts";

/** Makes the first user, who owns everything, and signs it in. A link serves once. */
export const setUp = verb(promise, async (ctx, { body }, call) => {
  const { remoteAddress } = call;
  limitAddress(ctx, remoteAddress);
  if (await ctx.firstUser.exists()) throw alreadySetUp();
  const link = tokenIdOf(body.link.toLowerCase());
  // Before the password is hashed, which costs time and memory.
  if (!(await isSetupLink(ctx.storage, link, ctx.now()))) throw linkInvalid();
  const passwordHash = await ctx.passwords.hash(body.password);
  const now = ctx.now();
  const user: NewUser = {
    id: timeSortedId(now),
    name: body.name,
    passwordHash,
    role: "owner",
    createdAt: now,
    passwordChangedAt: now,
    signedInAt: now,
    identity: null,
  };
  call.identify(user, "password");
  const started = await ctx.storage.transaction(async (tx) => {
    if (!(await takeSetupLink(tx, link, now))) throw linkInvalid();
    if ((await hasUsers(tx)) || !(await insertUser(tx, user))) throw alreadySetUp();
    await deleteSetupLinks(tx);
    const secondFactorNeeded = isSecondFactorNeeded(ctx, { method: "password", totpSince: null });
    return startSession(tx, user, { remember: false, method: "password", secondFactorNeeded, call, now });
  });
  await ctx.storage.durable();
  ctx.log.info({ user: user.name, remoteAddress, method: "password" }, "The first user was made");
  return handOver(call, started);
});

const alreadySetUp = () => new PosthornError("conflict", "The first user exists already", { code: "AlreadySetUp" });

const linkInvalid = () =>
  new PosthornError("forbidden", "This link is not valid, has expired, or was used already", {
    code: "SetupLinkInvalid",
  });
