import * as OTPAuth from "otpauth";

const ISSUER = "Posthorn";
const PERIOD_SECONDS = 30;

const totpOf = (secret: string, label = "") =>
  new OTPAuth.TOTP({
    issuer: ISSUER,
    label,
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_SECONDS,
    secret: OTPAuth.Secret.fromBase32(secret),
  });

/** A new secret: 20 random bytes, in base32. */
export const newTotpSecret = () => new OTPAuth.Secret({ size: 20 }).base32;

/** What an authenticator reads as a QR code. */
export const totpUri = (secret: string, name: string) => totpOf(secret, name).toString();

/** The time step of a code (RFC 6238), which may be one step early or late; null when it is none of this secret. */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
}
