import ipaddr from "ipaddr.js";
import type { ClientConnection } from "./listener.ts";

/** Where clients may log in from without TLS. */
export type PlaintextLogin = "private" | "always" | "never";

const NEARBY = new Set(["loopback", "private", "uniqueLocal", "linkLocal"]);

/**
 * Whether a password may travel over the connection as it is. A connection with a PROXY header comes from a load balancer
 * that stands close and may have ended TLS.
 */
export function mayLogIn(connection: ClientConnection, policy: PlaintextLogin): boolean {
  if (connection.isSecure || policy === "always") return true;
  if (policy === "never") return false;
  return connection.isProxied || isNearby(connection.remoteAddress);
}

const isNearby = (address: string | null) =>
  address !== null && ipaddr.isValid(address) && NEARBY.has(ipaddr.process(address).range());
