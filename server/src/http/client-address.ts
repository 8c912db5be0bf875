import { isIPv4 } from "node:net";
import type { FastifyRequest } from "fastify";
import ipaddr from "ipaddr.js";
import { addressPasses } from "../core/token-rules.ts";

export interface ProxyTrust {
  /** Whether to believe `X-Forwarded-For` at all. */
  enabled: boolean;
  /** Addresses or CIDR ranges of our proxies; when empty the left-most entry is believed, which callers can forge. */
  proxies: readonly string[];
}

/** The caller's address: the socket's peer, unless a trusted proxy says otherwise. */
export function clientAddress(request: FastifyRequest, trust: ProxyTrust): string | null {
  const peer = unwrap(request.raw.socket.remoteAddress);
  const forwarded = request.headers["x-forwarded-for"];
  if (!trust.enabled || forwarded === undefined) return peer;
  const entries = (Array.isArray(forwarded) ? forwarded.join(",") : forwarded).split(",").map((entry) => entry.trim());
  if (trust.proxies.length === 0) return unwrap(entries[0]) ?? peer;
  if (!addressPasses(trust.proxies, peer)) return peer;
  return unwrap(entries.findLast((entry) => !addressPasses(trust.proxies, entry))) ?? peer;
}

const LOOPBACK = ["127.0.0.0/8", "::1/128"];

/** Whether the caller runs on this machine. One that a proxy here speaks for may be anywhere. */
export const isLocalCaller = ({ raw, headers }: FastifyRequest) =>
  headers["x-forwarded-for"] === undefined &&
  headers.forwarded === undefined &&
  addressPasses(LOOPBACK, raw.socket.remoteAddress ?? null);

/** IPv4 inside IPv6 as plain IPv4; null for anything that is no address. */
function unwrap(address: string | undefined): string | null {
  // Nearly every request: parsing costs more than the rest of the way here.
  if (address === undefined || isIPv4(address)) return address ?? null;
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : null;
}
