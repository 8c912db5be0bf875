import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long a session lasts after it was last used. */
const KEPT_MS = DAY_MS;
const LONGEST_MS = 30 * DAY_MS;

/** The name of the cookie that carries a session. */
export const SESSION_COOKIE = "posthorn_session";

/** How long a session lasts from its last use on, as long as it is not older than that allows. */
export const sessionLengthMs = (remember: boolean) => (remember ? LONGEST_MS : KEPT_MS);

/** When a session that is used now ends: after its length, and 30 days after the sign-in at the latest. */
export const sessionEnd = (remember: boolean, createdAt: number, now: number) =>
  Math.min(now + sessionLengthMs(remember), createdAt + LONGEST_MS);

/** The secret of a new session: 32 random bytes. */
export const newSessionSecret = () => randomBytes(32).toString("base64url");

/** The id of a session, which is all that is kept of its secret. */
export const sessionIdOf = (secret: string) => createHash("sha256").update(secret).digest("hex");

/**
 * What has to come with every request of a session that changes something. It follows from the secret,
 * so that it need not be kept, and tells nothing about it.
 */
export const csrfTokenOf = (secret: string) => createHmac("sha256", secret).update("csrf").digest("base64url");

/** Compares in a time that tells nothing but the length. */
export function isSameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
