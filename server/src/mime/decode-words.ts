import libmime from "libmime";

/** A header value with its encoded words (RFC 2047) in the clear; as it is where they make no sense. */
export function decodeWords(text: string): string {
  try {
    return libmime.decodeWords(text);
  } catch {
    return text;
  }
}
