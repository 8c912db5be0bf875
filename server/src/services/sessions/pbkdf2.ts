import { pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(pbkdf2);

/** `$pbkdf2-sha256$i=600000$<salt>$<hash>`, as the PHC string format has it; `i=` may be missing. */
const FORM =
  /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,8})(?:,l=\d+)?\$([A-Za-z0-9+/._-]{8,128})={0,2}\$([A-Za-z0-9+/._-]{22,128})={0,2}$/;
/** Hundreds of thousands are usual; more would let nobody else in for long. */
const MOST_ITERATIONS = 10_000_000;

/** Whether it is a PBKDF2 hash that can be checked. Those come from a prepared password only. */
export function isPbkdf2(hash: string): boolean {
  const [, , iterations] = FORM.exec(hash) ?? [];
  return iterations !== undefined && Number(iterations) >= 1 && Number(iterations) <= MOST_ITERATIONS;
}

/** Whether the password is the one of the hash (RFC 8018), computed off the event loop. */
export async function verifyPbkdf2(hash: string, password: string): Promise<boolean> {
  const [, digest = "", iterations, salt = "", expected = ""] = FORM.exec(hash) ?? [];
  const wanted = bytesOf(expected);
  if (!isPbkdf2(hash) || wanted.length < 16) return false;
  const given = await derive(password, bytesOf(salt), Number(iterations), wanted.length, digest);
  return timingSafeEqual(given, wanted);
}

/** Some write `.` for the `+` of base64. */
const bytesOf = (text: string) => Buffer.from(text.replaceAll(".", "+"), "base64");
