import { findByAutoconfigHost } from "./autoconfig-host.ts";
import { knownHost } from "./known-hosts.ts";
import type { AutoconfigDns, AutoconfigQuery, AutoconfigTools, FoundServers } from "./query.ts";
import { findBySrv } from "./srv.ts";

/** The domain's first mail exchanger, in lower case; null when it has none. */
export async function firstExchange(dns: AutoconfigDns, domain: string): Promise<string | null> {
  const records = await dns.resolveMx(domain).catch(() => []);
  const [first] = records.toSorted((a, b) => a.priority - b.priority);
  // An empty exchange says that the domain takes no mail (RFC 7505).
  return first?.exchange.toLowerCase().replace(/\.$/, "") || null;
}

/** The servers of the provider that a mail exchanger belongs to, if it is one we know. */
export async function findByExchange(
  exchange: string,
  query: AutoconfigQuery,
  tools: AutoconfigTools,
  signal: AbortSignal,
): Promise<FoundServers | null> {
  const known = knownHost(exchange);
  if (known === null) return null;
  if ("servers" in known) return known.servers;
  if ("srvOf" in known) return findBySrv({ ...query, domain: known.srvOf }, tools, signal);
  return findByAutoconfigHost("https")({ ...query, domain: known.autoconfigOf }, tools, signal);
}
