import { readClientConfig } from "./client-config.ts";
import { fetchFirst } from "./fetch-first.ts";
import type { FindServers } from "./query.ts";

/** The host `autoconfig.<domain>`, which may answer for the one address. */
export const findByAutoconfigHost: FindServers = ({ domain, email }, { http }, signal) =>
  fetchFirst(
    http,
    ["https", "http"].map(
      (scheme) => `${scheme}://autoconfig.${domain}/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(email)}`,
    ),
    readClientConfig,
    signal,
  );
