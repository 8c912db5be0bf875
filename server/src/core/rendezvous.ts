import { createHash } from "node:crypto";

/**
 * The candidate that a key belongs to by rendezvous hashing: the same for as long as it is there, whatever the
 * order. When a candidate goes, only its own keys move; a new one takes its share from all alike. undefined
 * without candidates.
 */
export function rendezvous(key: string, candidates: readonly string[]): string | undefined {
  let best: { candidate: string; weight: string } | undefined;
  for (const candidate of candidates) {
    // A length in front, so that no pair of texts can pass for another.
    const weight = createHash("sha256").update(`${key.length}:${key}${candidate}`).digest("hex");
    if (best === undefined || weight > best.weight) best = { candidate, weight };
  }
  return best?.candidate;
}
