import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { FORMATS } from "@posthorn/contracts/formats";
import type { RoutingStrategy } from "@posthorn/contracts/settings";
import { LRUCache } from "lru-cache";
import { rendezvous } from "../core/rendezvous.ts";

export interface LocalAddressSettings {
  /** IPv4 and IPv6; those that this machine does not have are passed over. */
  addresses: readonly string[];
  imap: RoutingStrategy;
  smtp: RoutingStrategy;
}

export interface LocalAddress {
  address: string;
  /** What DNS calls it, if anything. */
  name?: string;
}

export interface ConnectionPlan {
  protocol: "imap" | "smtp";
  account: string;
  /** Where the connection goes. */
  host: string;
  /** An address to try before all others. */
  wanted?: string;
}

export interface LocalAddresses {
  /** Where a connection is to leave from; undefined leaves it to the operating system. */
  choose(plan: ConnectionPlan): Promise<LocalAddress | undefined>;
}

export interface LocalAddressOptions {
  /** Asked for each connection. */
  settings(): LocalAddressSettings;
  /** The names of an address (PTR records). */
  reverse(address: string): Promise<string[]>;
}

const REVERSE_TIMEOUT_MS = 2000;
const KEEP_NAME_MS = 60 * 60_000;
/** Addresses come and go while we run, though not with every message. */
const KEEP_PRESENCE_MS = 30_000;

/**
 * Chooses local addresses from a pool. Only those count that this machine has and from which the server can be
 * reached: IPv6 only for a server with an IPv6 address.
 */
export function createLocalAddresses({ settings, reverse }: LocalAddressOptions): LocalAddresses {
  const names = new LRUCache<string, { name?: string }>({ max: 1000, ttl: KEEP_NAME_MS });

  const present = new LRUCache<string, Promise<boolean>>({ max: 1000, ttl: KEEP_PRESENCE_MS });

  function isHere(address: string): Promise<boolean> {
    let answer = present.get(address);
    if (answer === undefined) {
      answer = isOnThisMachine(address);
      present.set(address, answer);
    }
    return answer;
  }

  async function named(address: string): Promise<LocalAddress> {
    let known = names.get(address);
    if (known === undefined) {
      const name = await firstName(reverse, address);
      known = name === undefined ? {} : { name };
      names.set(address, known);
    }
    return { address, ...known };
  }

  return {
    async choose({ protocol, account, host, wanted }) {
      const { addresses, [protocol]: strategy } = settings();
      const pool = strategy === "default" ? [] : addresses;
      if (wanted === undefined && pool.length === 0) return undefined;
      const families = await familiesOf(host);
      const usable = async (address: string) => families.has(isIP(address)) && (await isHere(address));
      let address = wanted !== undefined && (await usable(wanted)) ? wanted : undefined;
      if (address === undefined) {
        const checked = await Promise.all(pool.map(async (one) => ((await usable(one)) ? [one] : [])));
        const left = checked.flat();
        address = strategy === "random" ? left[randomInt(Math.max(1, left.length))] : rendezvous(account, left);
      }
      if (address === undefined) return undefined;
      // Only SMTP servers are told the name.
      return protocol === "smtp" ? named(address) : { address };
    },
  };
}

/** Without an answer both, so that a name that can't be resolved fails where everybody looks for it. */
async function familiesOf(host: string): Promise<Set<number>> {
  if (isIP(host) !== 0) return new Set([isIP(host)]);
  const found = await lookup(host, { all: true }).catch(() => []);
  return new Set(found.length === 0 ? [4, 6] : found.map(({ family }) => family));
}

/** Whether a socket can be bound to it: the list of interfaces misses addresses that are routed here as a whole. */
export function isOnThisMachine(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(isIP(address) === 6 ? "udp6" : "udp4");
    const end = (answer: boolean) => {
      socket.close();
      resolve(answer);
    };
    socket.once("error", () => end(false));
    socket.bind({ address, port: 0, exclusive: true }, () => end(true));
  });
}

/** The first name of an address that can be told to others; undefined where DNS knows none in time. */
export async function firstName(reverse: (address: string) => Promise<string[]>, address: string) {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string[]>((resolve) => (timer = setTimeout(() => resolve([]), REVERSE_TIMEOUT_MS)));
  const names = await Promise.race([reverse(address).catch(() => []), late]);
  clearTimeout(timer);
  return names.find((name) => name.includes(".") && FORMATS["hostname"]?.(name) === true);
}
