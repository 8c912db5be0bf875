import ipaddr from "ipaddr.js";

/** What counts as one place: whoever has one IPv6 address has the /64 around it. An address that is none is `unknown`. */
export function networkOf(address: string | null): string {
  if (address === null || !ipaddr.isValid(address)) return "unknown";
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toByteArray().slice(0, 8).join(".");
}
