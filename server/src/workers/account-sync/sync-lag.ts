import type { MailChange } from "../../core/mail-backend.ts";

/** What is older was imported, or brought from where nobody looks: it has its old time, and would outweigh all the others. */
const LONGEST_LAG_MS = 24 * 60 * 60 * 1000;

/**
 * How long after its arrival a message is told, in milliseconds; null for what is no news of a message, or no arrival.
 * By two clocks, and the server's often tells whole seconds: one that seems to come from the future was told at once.
 */
export function lagOf(change: MailChange, now: number): number | null {
  if (change.type !== "messageNew" || !change.message.seemsLikeNew || change.arrivedAt === undefined) return null;
  const lagMs = Math.max(0, now - change.arrivedAt);
  return lagMs > LONGEST_LAG_MS ? null : lagMs;
}
