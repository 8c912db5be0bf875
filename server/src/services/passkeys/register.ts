import { beginPasskey as beginPromise, createPasskey as createPromise } from "@posthorn/contracts/passkeys";
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { randomBytes } from "node:crypto";
import { PosthornError } from "../../core/errors.ts";
import { insertCeremony, takeCeremony } from "../../storage/ceremonies.ts";
import { countPasskeys, insertPasskey, listPasskeys, type PasskeyRecord } from "../../storage/passkeys.ts";
import type { Context } from "../context.ts";
import { limitPasskeys } from "../sessions/attempts.ts";
import { confirmPassword } from "../sessions/confirm-password.ts";
import { sessionOf } from "../sessions/session-of.ts";
import { verb } from "../verb.ts";
import { passkeyView } from "./list.ts";
import { CEREMONY_MS, passkeyRefused, relyingParty, ticketInvalid } from "./relying-party.ts";

const MOST_PASSKEYS = 20;

interface Registration {
  session: string;
  challenge: string;
}

/** Asks for the password again. The authenticator has to verify its user, and to keep the credential by itself. */
export const beginPasskey = verb(beginPromise, async (ctx, { body }, call) => {
  limitPasskeys(ctx, "registration", call.remoteAddress);
  const party = relyingParty(ctx);
  const user = await confirmPassword(ctx, call, body.currentPassword);
  const known = await listPasskeys(ctx.storage, user.id);
  if (known.length >= MOST_PASSKEYS) throw tooMany();
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  const options = await generateRegistrationOptions({
    rpName: "Posthorn",
    rpID: party.id,
    userID: new TextEncoder().encode(user.id),
    userName: user.name,
    userDisplayName: user.name,
    attestationType: "none",
    excludeCredentials: known.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    timeout: CEREMONY_MS,
  });
  const payload: Registration = { session: sessionOf(call.admission).id, challenge: options.challenge };
  return { ticket: await keep(ctx, "passkey-registration", payload), options: { ...options } };
});

export const createPasskey = verb(createPromise, async (ctx, { body }, call) => {
  limitPasskeys(ctx, "registration answer", call.remoteAddress);
  const { id: session, user } = sessionOf(call.admission);
  const party = relyingParty(ctx);
  const now = ctx.now();
  const begun = await takeCeremony<Registration>(ctx.storage, "passkey-registration", body.ticket, now);
  if (begun?.session !== session) throw ticketInvalid("invalid");
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const verified = await verifyRegistrationResponse({
    response: body.response as unknown as RegistrationResponseJSON,
    expectedChallenge: begun.challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
  }).catch((error: unknown) => {
    ctx.log.warn(
      { err: error, user: user.name, remoteAddress: call.remoteAddress, method: "passkey" },
      "A passkey was not registered",
    );
  });
  if (!verified?.verified) throw passkeyRefused("invalid");
  const { credential } = verified.registrationInfo;
  const passkey: PasskeyRecord = {
    id: credential.id,
    user: user.id,
    name: body.name,
    publicKey: Buffer.from(credential.publicKey).toString("base64url"),
    counter: credential.counter,
    transports: (credential.transports ?? []).map(String).slice(0, 10),
    createdAt: now,
    lastUsedAt: null,
  };
  await ctx.storage.transaction(async (tx) => {
    if (((await countPasskeys(tx, [user.id])).get(user.id) ?? 0) >= MOST_PASSKEYS) throw tooMany();
    if (!(await insertPasskey(tx, passkey))) throw passkeyRefused("invalid");
  });
  await ctx.storage.durable();
  ctx.log.info(
    { user: user.name, remoteAddress: call.remoteAddress, method: "passkey", name: body.name },
    "A passkey was registered",
  );
  return passkeyView(passkey);
});

/** Keeps what the answer of the authenticator is held against; the ticket for it. */
export async function keep(
  ctx: Context,
  kind: "passkey-registration" | "passkey-sign-in",
  payload: object,
): Promise<string> {
  const ticket = randomBytes(32).toString("base64url");
  await insertCeremony(ctx.storage, { kind, ticket, payload, expiresAt: ctx.now() + CEREMONY_MS });
  return ticket;
}

const tooMany = () =>
  new PosthornError("conflict", `A user has at most ${MOST_PASSKEYS} passkeys`, { code: "TooManyPasskeys" });
