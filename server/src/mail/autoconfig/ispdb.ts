import { readClientConfig } from "./client-config.ts";
import { fetchDocument } from "./fetch-document.ts";
import type { FindServers } from "./query.ts";

/** Mozilla's collection of configurations (https://wiki.mozilla.org/Thunderbird:Autoconfiguration). */
export const findInIspdb: FindServers = async ({ domain }, { http }, signal) => {
  const text = await fetchDocument(http, `https://autoconfig.thunderbird.net/v1.1/${domain}`, signal);
  return text === null ? null : readClientConfig(text);
};
