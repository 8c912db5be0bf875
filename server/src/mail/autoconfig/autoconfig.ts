import type { AutoconfigSource, DiscoveredSettings } from "@posthorn/contracts/autoconfig";
import { LRUCache } from "lru-cache";
import type { AutoconfigLogin, DiscoverMail } from "../../core/mail-autoconfig.ts";
import { appPasswordFor } from "./app-passwords.ts";
import { findByAutoconfigHost } from "./autoconfig-host.ts";
import { findByAutodiscover } from "./autodiscover.ts";
import { findInIspdb } from "./ispdb.ts";
import { findByExchange, firstExchange } from "./mx.ts";
import { fillIn, isForEveryone } from "./placeholders.ts";
import { type AutoconfigQuery, type AutoconfigTools, type FindServers, type FoundServers, queryOf } from "./query.ts";
import { findBySrv } from "./srv.ts";
import { findByWellKnown } from "./well-known.ts";

export interface AutoconfigTimeouts {
  /** For each way of finding servers, alone. */
  methodMs: number;
  /** For the name of the mail exchanger; a resolver that has not answered by then will not. */
  exchangeMs: number;
}

const DEFAULT_TIMEOUTS: AutoconfigTimeouts = { methodMs: 5000, exchangeMs: 2000 };
const KEEP_FOUND_MS = 60 * 60_000;
const KEEP_UNKNOWN_MS = 60_000;
const MAX_KEPT = 2000;

/**
 * Best first. What a domain says of itself over HTTPS, with user names, comes before what its DNS says without
 * any, this before what others say about it, then a service that was made for other programs, and last what
 * anybody on the way could have written.
 */
const METHODS: readonly Method[] = [
  { source: "autoconfig", find: findByAutoconfigHost("https") },
  { source: "well-known", find: findByWellKnown("https") },
  { source: "srv", find: findBySrv },
  { source: "mozilla", find: findInIspdb },
  { source: "autodiscover", find: findByAutodiscover },
  { source: "autoconfig", find: findByAutoconfigHost("http"), isLastResort: true },
  { source: "well-known", find: findByWellKnown("http"), isLastResort: true },
];

interface Method {
  source: AutoconfigSource;
  find: FindServers;
  /** Counts only where no other method found anything. */
  isLastResort?: true;
}

/** These are asked for the whole address, so what they answer may hold for it alone. */
const ADDRESS_TOLD = new Set<AutoconfigSource>(["autoconfig", "autodiscover"]);

interface Finding {
  source: AutoconfigSource;
  servers: FoundServers | null;
  exchange: string | null;
}

/**
 * Finds servers in two steps. First the domain's mail exchanger is looked up: if it belongs to a provider we
 * know, nobody else is asked. Otherwise all methods start at once and the best of them answers, not the first:
 * the first in order that names both kinds of servers, or else the first that names one. Findings are
 * remembered for an hour, failures for a minute.
 */
export function createMailAutoconfig(
  tools: AutoconfigTools,
  timeouts: AutoconfigTimeouts = DEFAULT_TIMEOUTS,
): DiscoverMail {
  const kept = new LRUCache<string, Finding>({ max: MAX_KEPT, ttl: KEEP_FOUND_MS });

  return async (email, { signal, login }) => {
    const query = queryOf(email);
    if (query === null) return answerOf(null, { source: "unknown", servers: null, exchange: null });
    const known = kept.get(query.domain) ?? kept.get(query.email);
    // A login may open what was closed before.
    if (known !== undefined && (known.servers !== null || login === undefined)) return answerOf(query, known);
    const finding = await find(query, { tools, timeouts, signal: signal ?? new AbortController().signal, login });
    signal?.throwIfAborted();
    if (login === undefined || finding.source !== "autodiscover")
      kept.set(keyOf(query, finding), finding, { ttl: finding.servers === null ? KEEP_UNKNOWN_MS : KEEP_FOUND_MS });
    return answerOf(query, finding);
  };
}

function keyOf({ domain, email }: AutoconfigQuery, { source, servers }: Finding): string {
  const isPersonal =
    ADDRESS_TOLD.has(source) && [servers?.imap, servers?.smtp].some((server) => server && !isForEveryone(server));
  return isPersonal ? email : domain;
}

interface Search {
  tools: AutoconfigTools;
  timeouts: AutoconfigTimeouts;
  signal: AbortSignal;
  login: AutoconfigLogin | undefined;
}

async function find(query: AutoconfigQuery, search: Search): Promise<Finding> {
  const { tools, timeouts, signal } = search;
  const exchange = await within(timeouts.exchangeMs, signal, () => firstExchange(tools.dns, query.domain));
  if (exchange !== null) {
    const servers = await within(timeouts.methodMs, signal, (own) => findByExchange(exchange, query, tools, own));
    if (isUsable(servers, query)) return { source: "mx", servers, exchange };
  }
  return { source: "unknown", servers: null, ...(await findBest(query, search)), exchange };
}

async function findBest(
  query: AutoconfigQuery,
  { tools, timeouts, signal, login }: Search,
): Promise<Pick<Finding, "source" | "servers"> | null> {
  const decided = new AbortController();
  const either = AbortSignal.any([signal, decided.signal]);
  const attempts = METHODS.map((method) => ({
    ...method,
    servers: within(timeouts.methodMs, either, (own) => method.find(query, tools, own, login)),
  }));
  try {
    let half: Pick<Finding, "source" | "servers"> | null = null;
    for (const attempt of attempts) {
      if (half !== null && attempt.isLastResort) return half;
      const servers = await attempt.servers;
      if (!isUsable(servers, query)) continue;
      if (servers?.imap && servers.smtp) return { source: attempt.source, servers };
      half ??= { source: attempt.source, servers };
    }
    return half;
  } finally {
    decided.abort();
  }
}

/** Whether at least one of the servers can be reached by anybody. */
const isUsable = (servers: FoundServers | null, query: AutoconfigQuery) =>
  [servers?.imap, servers?.smtp].some((server) => server && fillIn(server, query) !== null);

/** What comes of the work, or null when it fails or is not done in time. */
async function within<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T | null>,
): Promise<T | null> {
  const own = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  // Looking up a name can't be interrupted.
  const late = new Promise<null>((resolve) => {
    if (own.aborted) resolve(null);
    else own.addEventListener("abort", () => resolve(null), { once: true });
  });
  return Promise.race([work(own).catch(() => null), late]);
}

function answerOf(query: AutoconfigQuery | null, { source, servers, exchange }: Finding): DiscoveredSettings {
  const appPassword = query === null ? undefined : appPasswordFor(query.domain, exchange);
  const filled = (server: FoundServers["imap"] | undefined) =>
    (server && query && fillIn(server, query)) || (false as const);
  return {
    imap: filled(servers?.imap),
    smtp: filled(servers?.smtp),
    ...(appPassword && { appPassword }),
    _source: source,
  };
}
