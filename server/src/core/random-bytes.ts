import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8192;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Cryptographically strong random bytes, like `crypto.randomBytes` but asking the system once for
 * many: a call a message costs more than the message's encryption. `length` is at most 64.
 */
export function randomBytesPooled(length: number): Buffer {
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + length));
  // What was handed out is not kept.
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}
