import { readClientConfig } from "./client-config.ts";
import { fetchDocument } from "./fetch-document.ts";
import type { FindServers } from "./query.ts";

/** The host `autoconfig.<domain>`. It may answer for the one address, which it is told over HTTPS only. */
export const findByAutoconfigHost =
  (scheme: "https" | "http"): FindServers =>
  async ({ domain, email }, { http }, signal) => {
    const place = `${scheme}://autoconfig.${domain}/mail/config-v1.1.xml`;
    const asked = scheme === "https" ? `${place}?emailaddress=${encodeURIComponent(email)}` : place;
    const text = await fetchDocument(http, asked, signal);
    return text === null ? null : readClientConfig(text);
  };
