const ISSUER = "Posthorn";
const PERIOD_SECONDS = 30;

// Only who uses codes pays for it.
const library = () => import("otpauth");

async function totpOf(secret: string, label = "") {
  const { Secret, TOTP } = await library();
  return new TOTP({
    issuer: ISSUER,
    label,
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}

/** A new secret: 20 random bytes, in base32. */
export async function newTotpSecret(): Promise<string> {
  const { Secret } = await library();
  return new Secret({ size: 20 }).base32;
}

/** What an authenticator reads as a QR code. */
export const totpUri = async (secret: string, name: string): Promise<string> => (await totpOf(secret, name)).toString();

/** The time step of a code (RFC 6238), which may be one step early or late; null when it is none of this secret. */
export async function stepOfCode(secret: string, code: string, now: number): Promise<number | null> {
  const delta = (await totpOf(secret)).validate({ token: code, timestamp: now, window: 1 });
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
}
