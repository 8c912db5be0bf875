import { beginPasskeySignIn as beginPromise, signInWithPasskey as promise } from "@posthorn/contracts/passkeys";
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { takeCeremony } from "../../storage/ceremonies.ts";
import { findPasskey, notePasskeyUse } from "../../storage/passkeys.ts";
import { findUser, noteSignIn } from "../../storage/users.ts";
import { refuseWhenForced } from "../providers/refuse-when-forced.ts";
import { limitAddress, limitPasskeys } from "../sessions/attempts.ts";
import { handOver, startSession } from "../sessions/start.ts";
import { verb } from "../verb.ts";
import { keep } from "./register.ts";
import { CEREMONY_MS, passkeyRefused, relyingParty, ticketInvalid } from "./relying-party.ts";

interface SignIn {
  challenge: string;
}

/** No name is needed: the authenticator knows whose passkeys it has. */
export const beginPasskeySignIn = verb(beginPromise, async (ctx, _input, call) => {
  refuseWhenForced(ctx);
  limitPasskeys(ctx, "sign-in", call.remoteAddress);
  const party = relyingParty(ctx);
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    userVerification: "required",
    timeout: CEREMONY_MS,
  });
  const payload: SignIn = { challenge: options.challenge };
  return { ticket: await keep(ctx, "passkey-sign-in", payload), options: { ...options } };
});

/** A passkey is both factors, something one has and something one knows or is, so that no code is asked for. */
export const signInWithPasskey = verb(promise, async (ctx, { body }, call) => {
  const { remoteAddress } = call;
  refuseWhenForced(ctx);
  limitAddress(ctx, remoteAddress);
  limitPasskeys(ctx, "sign-in answer", remoteAddress);
  const party = relyingParty(ctx);
  const now = ctx.now();
  const begun = await takeCeremony<SignIn>(ctx.storage, "passkey-sign-in", body.ticket, now);
  if (begun === undefined) throw ticketInvalid("unauthenticated");
  const response = body.response as unknown as AuthenticationResponseJSON;
  const passkey = typeof response.id === "string" ? await findPasskey(ctx.storage, response.id) : undefined;
  const user = passkey && (await findUser(ctx.storage, passkey.user));
  const refuse = (error?: unknown) => {
    ctx.meter.signIn("passkey", "failure");
    ctx.log.warn({ err: error, user: user?.name ?? null, remoteAddress, method: "passkey" }, "A sign-in failed");
    return passkeyRefused("unauthenticated");
  };
  if (passkey === undefined || user === undefined) throw refuse();
  call.identify(user, "passkey");
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: begun.challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    credential: {
      id: passkey.id,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, "base64url")),
      counter: passkey.counter,
    },
  }).catch((error: unknown) => {
    throw refuse(error);
  });
  if (!verified.verified) throw refuse();
  const counter = verified.authenticationInfo.newCounter;
  const started = await ctx.storage.transaction(async (tx) => {
    if (!(await notePasskeyUse(tx, passkey, { counter, at: now }))) throw refuse();
    if (!(await noteSignIn(tx, user.id, user.passwordHash, now))) throw refuse();
    return startSession(tx, user, { remember: body.remember ?? false, method: "passkey", call, now });
  });
  ctx.meter.signIn("passkey", "success");
  ctx.log.info({ user: user.name, remoteAddress, method: "passkey" }, "A user signed in");
  return handOver(call, started);
});
