import { createHash, randomBytes } from "node:crypto";

const HOW_MANY = 10;

/** New recovery codes: 80 random bits each, as four groups of four in base32. */
export async function newRecoveryCodes(): Promise<string[]> {
  const { Secret } = await import("otpauth");
  return Array.from({ length: HOW_MANY }, () => {
    const text = new Secret({ buffer: new Uint8Array(randomBytes(10)).buffer }).base32.toLowerCase();
    return text.replaceAll(/(.{4})(?=.)/g, "$1-");
  });
}

/** All that is kept of a recovery code. Case, spaces and dashes do not matter. */
export const recoveryCodeId = (user: string, code: string) =>
  createHash("sha256")
    .update(`${user} ${code.toLowerCase().replaceAll(/[\s-]/g, "")}`)
    .digest("hex");
