import { readClientConfig } from "./client-config.ts";
import { fetchDocument } from "./fetch-document.ts";
import type { FindServers } from "./query.ts";

/** The file that the domain's web site keeps for mail programs. */
export const findByWellKnown =
  (scheme: "https" | "http"): FindServers =>
  async ({ domain }, { http }, signal) => {
    const place = `${scheme}://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`;
    const text = await fetchDocument(http, place, signal);
    return text === null ? null : readClientConfig(text);
  };
