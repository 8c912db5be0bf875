import ipaddr from "ipaddr.js";
import { addressPasses } from "../core/token-rules.ts";

/**
 * Which addresses outgoing connections may reach. `link-local` keeps away from the metadata services of
 * clouds, `private` from everything that is not on the public internet, `off` from nothing.
 */
export type EgressRule = "link-local" | "private" | "off";

/** A rule, maybe with addresses and networks that may be reached in spite of it. */
export type EgressPolicy = EgressRule | { rule: EgressRule; allowed: readonly string[] };

export const egressPolicy = (rule: EgressRule, allowed: readonly string[]): EgressPolicy =>
  rule === "off" || allowed.length === 0 ? rule : { rule, allowed };

/** Metadata services outside of the link-local ranges. */
const METADATA = ["fd00:ec2::254", "100.100.100.200"];

/** The destination is out of bounds, by the policy of this installation. */
export class EgressBlocked extends Error {
  readonly code = "EEGRESSBLOCKED";

  constructor(host: string, address: string) {
    super(`Connections to ${host === address ? address : `${host} (${address})`} are not allowed`);
    this.name = "EgressBlocked";
  }
}

/** Throws EgressBlocked. Addresses that can't be parsed are blocked, too. */
export function checkAddress(policy: EgressPolicy, host: string, address: string): void {
  const { rule, allowed } = typeof policy === "string" ? { rule: policy, allowed: [] } : policy;
  if (rule === "off" || addressPasses(allowed, address)) return;
  if (!ipaddr.isValid(address)) throw new EgressBlocked(host, address);
  const parsed = unwrap(ipaddr.process(address));
  const range = parsed.range();
  const isLinkLocal = range === "linkLocal" || METADATA.includes(parsed.toString());
  if (isLinkLocal || (rule === "private" && range !== "unicast")) throw new EgressBlocked(host, address);
}

/**
 * IPv4 addresses inside IPv6 ones count as what they lead to: NAT64 (RFC 6052), its stateless
 * sibling (RFC 6145), 6to4 (RFC 3056), Teredo (RFC 4380, inverted) and IPv4-compatible addresses.
 */
function unwrap(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (address.kind() === "ipv4") return address;
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === "rfc6052" || range === "rfc6145") return ipaddr.fromByteArray(bytes.slice(12));
  if (range === "6to4") return ipaddr.fromByteArray(bytes.slice(2, 6));
  if (range === "teredo") return ipaddr.fromByteArray(bytes.slice(12).map((byte) => byte ^ 0xff));
  if (range === "unicast" && bytes.slice(0, 12).every((byte) => byte === 0))
    return ipaddr.fromByteArray(bytes.slice(12));
  return address;
}
