import { TextDecoder } from "node:util";
export type HeaderMap = Record<string, string[]>;

/** Names that would reach an object's prototype. */
const UNSAFE = new Set(["__proto__", "constructor"]);

/**
 * A header block as a map from lower-case names to all values in order. Values are unfolded; MIME
 * words stay encoded. Lines that are no header are left out.
 */
export function parseHeaders(block: Uint8Array): HeaderMap {
  const map: HeaderMap = {};
  const text = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  // 8-bit header values are UTF-8 (RFC 6532) or somebody's mistake; either way nothing may be lost.
  const isUtf8 = isValidUtf8(text);
  for (const line of text
    .toString(isUtf8 ? "utf8" : "latin1")
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (name === "" || /\s/.test(name) || UNSAFE.has(name)) continue;
    (map[name] ??= []).push(line.slice(colon + 1).trim());
  }
  return map;
}

function isValidUtf8(bytes: Buffer) {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
