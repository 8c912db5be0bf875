import { addressPasses } from "./token-rules.ts";

/** Schemes that run something, read the machine or belong to a browser: none of them is a program that waits for an answer. */
const REFUSED = [
  "javascript:",
  "data:",
  "file:",
  "blob:",
  "vbscript:",
  "about:",
  "filesystem:",
  "view-source:",
  "ftp:",
  "ws:",
  "wss:",
];

/**
 * Whether a program may be answered there (RFC 8252 section 7): over HTTPS, over HTTP on the machine of whoever consents, or
 * by a scheme of its own. Never with a fragment or a login.
 */
export function isRedirectUri(uri: string): boolean {
  // A URL parser drops line breaks and tabs, and reads a backslash as a slash.
  if (!/^[\x21-\x7e]+$/.test(uri) || /[#\\]/.test(uri) || !URL.canParse(uri)) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  if (REFUSED.includes(protocol) || username !== "" || password !== "") return false;
  return protocol !== "http:" || isLoopback(hostname);
}

const isLoopback = (hostname: string) =>
  hostname === "localhost" || addressPasses(["127.0.0.0/8", "::1"], hostname.replace(/^\[|\]$/g, ""));

/** What people are told of where an answer goes: the host, or the scheme of a program. */
export function placeOf(uri: string): string {
  const { protocol, host } = new URL(uri);
  return protocol === "https:" || protocol === "http:" ? host : protocol;
}

/** The address with these arguments added to its own. */
export function withArguments(uri: string, given: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(given)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
