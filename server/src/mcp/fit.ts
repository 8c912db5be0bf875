/** What a value takes as JSON where nothing is left of it: `{}`, `[]`, `""`, or a number or word as it is. */
const LEAST = 32;

/**
 * A value cut to at most so many bytes of JSON (64 at least), still whole JSON: lists lose entries at their end, texts their
 * end, and only where there are too many of them objects lose members. What is small stays; what is large shares the room.
 * Takes time in proportion to the size of the value, whatever its shape: mail of strangers has a say in it.
 */
export function fit(value: unknown, mostBytes: number): unknown {
  const sizes = new Map<object, number>();
  measure(value, sizes);
  return cut(value, mostBytes, sizes);
}

/** The size as JSON in bytes; that of each list and object within is noted. */
function measure(value: unknown, sizes: Map<object, number>): number {
  if (typeof value !== "object" || value === null) return sizeOf(value);
  let size = 2;
  if (Array.isArray(value)) for (const entry of value) size += measure(entry, sizes) + 1;
  else for (const [key, member] of Object.entries(value)) size += keySize(key) + measure(member, sizes);
  sizes.set(value, size);
  return size;
}

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? "null");
/** With its colon, and the comma behind the value. */
const keySize = (key: string) => sizeOf(key) + 2;

function cut(value: unknown, room: number, sizes: ReadonlyMap<object, number>): unknown {
  if (knownSize(value, sizes) <= room) return value;
  if (typeof value === "string") return cutText(value, room);
  if (Array.isArray(value)) return cutList(value, room, sizes);
  if (typeof value === "object" && value !== null) return cutObject(value, room, sizes);
  return null;
}

const knownSize = (value: unknown, sizes: ReadonlyMap<object, number>) =>
  (typeof value === "object" && value !== null ? sizes.get(value) : undefined) ?? sizeOf(value);

function cutText(text: string, room: number): string {
  let left = text;
  // What is escaped takes more room than it is long.
  for (let size = sizeOf(left); size > room && left !== ""; size = sizeOf(left))
    left = startOf(left, Math.floor((Buffer.byteLength(left) * (room - 2)) / size) - 1);
  return left;
}

/** The first entries; the very first one is cut where it does not fit by itself. */
function cutList(list: readonly unknown[], room: number, sizes: ReadonlyMap<object, number>): unknown[] {
  const kept: unknown[] = [];
  let left = room - 2;
  for (const entry of list) {
    const size = knownSize(entry, sizes) + 1;
    if (size > left) break;
    kept.push(entry);
    left -= size;
  }
  if (kept.length === 0 && left > LEAST) kept.push(cut(list[0], left - 1, sizes));
  return kept;
}

function cutObject(object: object, room: number, sizes: ReadonlyMap<object, number>): object {
  const members: { key: string; value: unknown; size: number }[] = [];
  let forKeys = 2;
  let forLeast = 0;
  for (const [key, value] of Object.entries(object)) {
    const size = knownSize(value, sizes);
    const ofKey = keySize(key);
    if (forKeys + ofKey + forLeast + Math.min(size, LEAST) > room) continue;
    forKeys += ofKey;
    forLeast += Math.min(size, LEAST);
    members.push({ key, value, size });
  }
  const share = fairShare(
    members.map(({ size }) => size),
    room - forKeys,
  );
  return Object.fromEntries(members.map(({ key, value }) => [key, cut(value, share, sizes)]));
}

/** The most that each may take so that all together take no more than `room`: who needs less leaves the rest to the others. */
function fairShare(sizes: readonly number[], room: number): number {
  let left = room;
  let waiting = sizes.length;
  for (const size of sizes.toSorted((a, b) => a - b)) {
    if (size > left / waiting) return Math.floor(left / waiting);
    left -= size;
    waiting--;
  }
  return room;
}

/** The first `bytes` of a text, to a whole character. */
function startOf(text: string, bytes: number): string {
  if (bytes <= 0) return "";
  // No character takes less than a byte, so that no more than these are looked at.
  const encoded = Buffer.from(text.slice(0, bytes));
  let end = Math.min(bytes, encoded.length);
  while (end > 0 && isInside(encoded[end])) end--;
  return encoded.subarray(0, end).toString();
}

/** The last `bytes` of a text, from a whole character on. */
export function endOf(encoded: Buffer, bytes: number): string {
  let start = Math.max(0, encoded.length - bytes);
  while (start < encoded.length && isInside(encoded[start])) start++;
  return encoded.subarray(start).toString();
}

/** Whether a byte goes on with a character of UTF-8. */
const isInside = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;
