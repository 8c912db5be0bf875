import { createHmac, timingSafeEqual } from "node:crypto";
import { PosthornError } from "./errors.ts";

/** What a link in a sent message stands for. Names and order are part of what is signed: links in old mail stay good. */
export type LinkData =
  | { act: "open"; acc: string; msg: string }
  | { act: "click"; url: string; acc: string; msg: string }
  | { act: "unsub"; acc: string; list: string; rcpt: string; msg?: string };

type Act = LinkData["act"];

/** Where each kind of link leads to, below the base address. */
const PATHS: Record<Act, string> = { open: "open.gif", click: "redirect", unsub: "unsubscribe" };

/** A link that nobody else can make: `data` is the JSON, `sig` its HMAC-SHA256, both in base64url. It does not expire. */
export function signedLink(baseUrl: string, data: LinkData, secret: string): string {
  const json = JSON.stringify(data);
  const query = new URLSearchParams({ data: Buffer.from(json).toString("base64url"), sig: sign(json, secret) });
  return `${baseUrl.replace(/\/+$/, "")}/${PATHS[data.act]}?${query.toString()}`;
}

/** Reads what a link of this kind stands for. Throws `forbidden` when we did not make it, `invalid` when it is no link at all. */
export function readSignedLink<A extends Act>(
  act: A,
  { data, sig }: { data?: unknown; sig?: unknown },
  secret: string,
): Extract<LinkData, { act: A }> {
  if (typeof data !== "string") throw damaged();
  const json = Buffer.from(data, "base64url").toString();
  const read = parse(json);
  if (typeof sig !== "string" || !isSignature(sign(json, secret), sig) || read.act !== act) throw foreign();
  return read as Extract<LinkData, { act: A }>;
}

/** HMAC-SHA256 of a text in base64url. */
export const sign = (json: string, secret: string) => createHmac("sha256", secret).update(json).digest("base64url");

/** Takes the same time whatever is given. */
export function isSignature(own: string, given: string): boolean {
  const [a, b] = [Buffer.from(own), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function parse(json: string): { act?: unknown } {
  try {
    const read: unknown = JSON.parse(json);
    if (typeof read === "object" && read !== null) return read;
  } catch {
    // Not one of ours, after all.
  }
  throw damaged();
}

const damaged = () => new PosthornError("invalid", "The link is damaged");
const foreign = () => new PosthornError("forbidden", "The link was not made here");
