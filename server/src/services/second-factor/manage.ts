import {
  confirmTotp as confirmPromise,
  disableTotp as disablePromise,
  enrolTotp as enrolPromise,
  getFactors as factorsPromise,
  renewRecoveryCodes as renewPromise,
} from "@posthorn/contracts/second-factor";
import { randomBytes } from "node:crypto";
import { PosthornError } from "../../core/errors.ts";
import { findCeremony, insertCeremony, takeCeremony } from "../../storage/ceremonies.ts";
import { countPasskeys } from "../../storage/passkeys.ts";
import { countRecoveryCodes, deleteTotp, replaceRecoveryCodes, setTotp } from "../../storage/second-factors.ts";
import { deleteSessions } from "../../storage/sessions.ts";
import { findUser } from "../../storage/users.ts";
import { limitCodes } from "../sessions/attempts.ts";
import { confirmPassword } from "../sessions/confirm-password.ts";
import { sessionOf } from "../sessions/session-of.ts";
import { userNotFound } from "../users/not-found.ts";
import { verb } from "../verb.ts";
import { newRecoveryCodes, recoveryCodeId } from "./recovery-codes.ts";
import { newTotpSecret, stepOfCode, totpUri } from "./totp.ts";

const ENROLMENT_LASTS_MS = 10 * 60 * 1000;

interface Enrolment {
  session: string;
  secret: string;
}

export const getFactors = verb(factorsPromise, async (ctx, _input, call) => {
  const { id } = sessionOf(call.admission).user;
  const user = await findUser(ctx.storage, id);
  if (user === undefined) throw userNotFound();
  const passkeys = await countPasskeys(ctx.storage, [id]);
  return {
    hasPassword: user.passwordHash !== null,
    totpSince: user.totpSince === null ? null : new Date(user.totpSince).toISOString(),
    recoveryCodes: await countRecoveryCodes(ctx.storage, id),
    passkeys: passkeys.get(id) ?? 0,
  };
});

/** Nothing is asked for until a code has proved that the authenticator knows the secret. */
export const enrolTotp = verb(enrolPromise, async (ctx, { body }, call) => {
  const user = await confirmPassword(ctx, call, body.currentPassword);
  if (user.totpSince !== null)
    throw new PosthornError("conflict", "One-time codes are asked for already", { code: "TotpEnabled" });
  const secret = await newTotpSecret();
  const ticket = randomBytes(32).toString("base64url");
  const payload: Enrolment = { session: sessionOf(call.admission).id, secret };
  await insertCeremony(ctx.storage, { kind: "totp", ticket, payload, expiresAt: ctx.now() + ENROLMENT_LASTS_MS });
  return { ticket, secret, uri: await totpUri(secret, user.name) };
});

export const confirmTotp = verb(confirmPromise, async (ctx, { body }, call) => {
  const { id, user } = sessionOf(call.admission);
  limitCodes(ctx, user.id);
  const now = ctx.now();
  const enrolment = await findCeremony<Enrolment>(ctx.storage, "totp", body.ticket, now);
  if (enrolment?.session !== id) throw tooLate();
  const step = await stepOfCode(enrolment.secret, body.code.replaceAll(/\s/g, ""), now);
  if (step === null)
    throw new PosthornError("invalid", "The code is wrong or was used already", { code: "InvalidCode" });
  const recoveryCodes = await newRecoveryCodes();
  await ctx.storage.transaction(async (tx) => {
    if ((await takeCeremony(tx, "totp", body.ticket, now)) === undefined) throw tooLate();
    await setTotp(tx, user.id, { secret: enrolment.secret, step, now });
    await replaceRecoveryCodes(
      tx,
      user.id,
      recoveryCodes.map((code) => recoveryCodeId(user.id, code)),
    );
    await deleteSessions(tx, user.id, { except: id });
  });
  await ctx.storage.durable();
  ctx.log.info(
    { user: user.name, remoteAddress: call.remoteAddress, method: "totp" },
    "A user turned one-time codes on; other sessions have ended",
  );
  return { recoveryCodes };
});

export const disableTotp = verb(disablePromise, async (ctx, { body }, call) => {
  const user = await confirmPassword(ctx, call, body.currentPassword);
  await ctx.storage.transaction((tx) => deleteTotp(tx, user.id));
  await ctx.storage.durable();
  ctx.log.info(
    { user: user.name, remoteAddress: call.remoteAddress, method: "totp" },
    "A user turned one-time codes off",
  );
  return { disabled: user.totpSince !== null };
});

export const renewRecoveryCodes = verb(renewPromise, async (ctx, { body }, call) => {
  const user = await confirmPassword(ctx, call, body.currentPassword);
  if (user.totpSince === null)
    throw new PosthornError("conflict", "One-time codes are not asked for", { code: "TotpDisabled" });
  const recoveryCodes = await newRecoveryCodes();
  await ctx.storage.transaction((tx) =>
    replaceRecoveryCodes(
      tx,
      user.id,
      recoveryCodes.map((code) => recoveryCodeId(user.id, code)),
    ),
  );
  await ctx.storage.durable();
  ctx.log.info({ user: user.name, remoteAddress: call.remoteAddress }, "A user made new recovery codes");
  return { recoveryCodes };
});

const tooLate = () => new PosthornError("invalid", "It took too long; begin again", { code: "TicketInvalid" });
