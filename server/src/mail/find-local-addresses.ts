import { createSocket } from "node:dgram";
import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import type { FindLocalAddresses, FoundAddress } from "../core/local-address.ts";
import { firstName, isOnThisMachine } from "./local-addresses.ts";

/** Addresses for documentation (RFC 5737, RFC 3849): a route leads there, and nobody is. */
const ELSEWHERE = { 4: "192.0.2.1", 6: "2001:db8::1" } as const;

/** Looks at the interfaces of this machine. Nothing is sent to find out which address the system would take. */
export function createFindLocalAddresses(reverse: (address: string) => Promise<string[]>): FindLocalAddresses {
  return async (wanted) => {
    const named = addressesOfInterfaces();
    const defaults = new Set(await Promise.all([defaultAddress(4), defaultAddress(6)]));
    const all = [...named.keys(), ...wanted.filter((address) => !named.has(address))];
    return Promise.all(
      all.map(async (address): Promise<FoundAddress> => {
        const [isPresent, name] = await Promise.all([isOnThisMachine(address), firstName(reverse, address)]);
        return {
          address,
          interface: named.get(address) ?? null,
          publicAddress: isPublic(address) ? address : null,
          name: name ?? null,
          isDefault: defaults.has(address),
          isPresent,
        };
      }),
    );
  };
}

/** Addresses with the interfaces that have them; not those that lead nowhere else. */
function addressesOfInterfaces(): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, addresses] of Object.entries(networkInterfaces()))
    for (const { address, internal } of addresses ?? [])
      if (!internal && !isLinkLocal(address) && !found.has(address)) found.set(address, name);
  return found;
}

/** Valid on one link only, and never without naming it. */
const isLinkLocal = (address: string) => /^fe[89ab]/i.test(address) || address.startsWith("169.254.");

/** What a socket to somewhere else is bound to by the system; undefined where no route leads there. */
function defaultAddress(family: 4 | 6): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(family === 4 ? "udp4" : "udp6");
    const end = (address?: string) => {
      socket.close();
      resolve(address);
    };
    socket.once("error", () => end());
    socket.connect(9, ELSEWHERE[family], () => end(socket.address().address));
  });
}

/** Networks whose addresses are translated on the way, or lead nowhere. */
const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  NOT_PUBLIC.addSubnet(network, prefix, "ipv4");

/** Of IPv6, what the registries give out lies in 2000::/3 (IANA), but for the addresses of documentation. */
const GLOBAL_V6 = new BlockList();
GLOBAL_V6.addSubnet("2000::", 3, "ipv6");
const DOCUMENTED_V6 = new BlockList();
DOCUMENTED_V6.addSubnet("2001:db8::", 32, "ipv6");

const isPublic = (address: string) =>
  isIP(address) === 4
    ? !NOT_PUBLIC.check(address, "ipv4")
    : GLOBAL_V6.check(address, "ipv6") && !DOCUMENTED_V6.check(address, "ipv6");
