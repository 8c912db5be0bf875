import type { RequestAuthForm } from "@posthorn/contracts/authentication-form";
import { PosthornError } from "./errors.ts";
import { isSignature, sign } from "./signed-link.ts";

/** What a link to the hosted form stands for: what it was made for, without what says nothing. */
export interface FormLink extends Pick<RequestAuthForm, "redirectUrl"> {
  account?: string;
  name?: string;
  email?: string;
  expectedEmail?: string;
  delegated?: boolean;
  path?: string[];
  subconnections?: string[];
  notifyFrom?: string;
  syncFrom?: string;
  skipServerSettings?: boolean;
  errorRedirectUrl?: string;
  /** 16 random bytes: what tells one link from another. */
  n: string;
  /** When it was made, in epoch milliseconds. */
  t: number;
}

/** A link is good for a day. */
export const FORM_LINK_TTL_MS = 24 * 60 * 60 * 1000;

/** A link as it travels: `data` is its JSON in base64url, `sig` the HMAC-SHA256 of the JSON. */
export interface SignedForm {
  data: string;
  sig: string;
}

export function signFormLink(link: FormLink, secret: string): SignedForm {
  const json = JSON.stringify(link);
  return { data: Buffer.from(json).toString("base64url"), sig: sign(json, secret) };
}

/** Throws `forbidden` for a link that we did not make, that was changed on its way, or that ran out. */
export function readFormLink({ data, sig }: { data?: unknown; sig?: unknown }, secret: string, now: number): FormLink {
  if (typeof data !== "string" || typeof sig !== "string") throw refused("The link is damaged");
  const json = Buffer.from(data, "base64url").toString();
  if (!isSignature(sign(json, secret), sig)) throw refused("The link was not made here");
  const link = JSON.parse(json) as Partial<FormLink>;
  // Links in messages are signed by the same key.
  if (typeof link.n !== "string" || typeof link.t !== "number" || typeof link.redirectUrl !== "string")
    throw refused("The link was not made here");
  if (now - link.t > FORM_LINK_TTL_MS) throw refused("The link is too old");
  return link as FormLink;
}

const refused = (message: string) => new PosthornError("forbidden", message);
