import { readClientConfig } from "./client-config.ts";
import { fetchFirst } from "./fetch-first.ts";
import type { FindServers } from "./query.ts";

/** The file that the domain's web site keeps for mail programs. */
export const findByWellKnown: FindServers = ({ domain }, { http }, signal) =>
  fetchFirst(
    http,
    ["https", "http"].map((scheme) => `${scheme}://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`),
    readClientConfig,
    signal,
  );
