import { randomBytesPooled } from "./random-bytes.ts";

let lastMs = 0;
let counter = 0;

/**
 * An id of our own objects: 24 hex characters that sort by creation time, also within one
 * millisecond and when the clock steps back. 12 are the time, 4 a counter, 8 are random so that
 * two nodes never meet.
 */
export function timeSortedId(now = Date.now()): string {
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else if (++counter > 0xffff) {
    lastMs++;
    counter = 0;
  }
  return (
    lastMs.toString(16).padStart(12, "0") + counter.toString(16).padStart(4, "0") + randomBytesPooled(4).toString("hex")
  );
}

/** A random account id for callers that name none: 16 characters of `[0-9a-z]`. */
export function randomAccountId(): string {
  let id = "";
  // 252 is the largest multiple of 36 below 256: bytes above it would favour some characters.
  while (id.length < 16) for (const byte of randomBytesPooled(24)) if (byte < 252) id += (byte % 36).toString(36);
  return id.slice(0, 16);
}
