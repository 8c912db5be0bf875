/** A value with its size as JSON in bytes. */
const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value) ?? "");

/**
 * Makes a value fit into so many bytes of JSON: the longest of its lists loses entries at its end, or where there is none
 * left that could, the longest of its texts. What is left is whole JSON. The value is used up.
 */
export function fit(value: unknown, mostBytes: number): unknown {
  for (let size = sizeOf(value); size > mostBytes;) {
    const largest = largestPart(value);
    if (largest === null) return null;
    largest.shrink(size - mostBytes);
    const left = sizeOf(value);
    if (left >= size) return null;
    size = left;
  }
  return value;
}

interface Part {
  bytes: number;
  shrink(byBytes: number): void;
}

/** The largest list with several entries or, where its one entry is what is long, the largest part of that; or a text. */
function largestPart(holder: unknown): Part | null {
  if (typeof holder !== "object" || holder === null) return null;
  let largest: Part | null = null;
  for (const [key, value] of Object.entries(holder)) {
    const bytes = sizeOf(value);
    if (largest !== null && bytes <= largest.bytes) continue;
    const part = partOf(holder as Record<string, unknown>, key, value, bytes);
    if (part !== null) largest = part;
  }
  return largest;
}

function partOf(holder: Record<string, unknown>, key: string, value: unknown, bytes: number): Part | null {
  if (typeof value === "string")
    return value === ""
      ? null
      : { bytes, shrink: (by) => (holder[key] = startOf(value, Buffer.byteLength(value) - by)) };
  if (Array.isArray(value) && value.length > 1) return { bytes, shrink: (by) => dropFromEnd(value, by) };
  const inner = largestPart(value);
  return inner === null ? null : { ...inner, bytes };
}

function dropFromEnd(list: unknown[], byBytes: number): void {
  for (let dropped = 0; dropped < byBytes && list.length > 1;) dropped += sizeOf(list.pop()) + 1;
}

/** The first `bytes` of a text, to a whole character. */
export function startOf(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  if (bytes <= 0) return "";
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
