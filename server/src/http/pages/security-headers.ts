import { randomBytes } from "node:crypto";
import type { FastifyReply } from "fastify";

/** A value that the styles of one answer carry, and no other. */
export const newNonce = () => randomBytes(16).toString("base64");

/** What a page may load and do (CSP Level 3): our own files and frames, styles with the nonce, and nothing else. */
const policyOf = (styles: string, images = "") =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${styles}`,
    `img-src 'self' data:${images}`,
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
  ].join("; ");

/** For a page whose scripts write styles without a nonce. Scripts are held as strictly as elsewhere. */
export const POLICY_WITH_ANY_STYLES = policyOf("'unsafe-inline'");

const HALF_A_YEAR = 15_552_000;

/** Headers of every answer: it is what it says it is, and tells nobody where it was read. */
export const EVERYWHERE = { "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer" };

/** Besides, where the service is reached over HTTPS (RFC 6797). */
export const HTTPS_ONLY = { "Strict-Transport-Security": `max-age=${HALF_A_YEAR}` };

/**
 * The headers of everything that a browser shows: no frame, no sniffing, no referrer, no devices. `showsImages` is for
 * pages with a header of the operator's own, whose logo may be anywhere.
 */
export function sendSecurityHeaders(
  reply: FastifyReply,
  { nonce, isHttps, showsImages = false }: { nonce: string; isHttps: boolean; showsImages?: boolean },
): void {
  void reply.headers({
    "Content-Security-Policy": policyOf(`'nonce-${nonce}'`, showsImages ? " https:" : ""),
    ...EVERYWHERE,
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ...(isHttps && HTTPS_ONLY),
  });
}
