import { hostname } from "node:os";
import type { SettingsStore } from "../storage/settings.ts";
import type { MailDefaults } from "./accounts/mail-account.ts";

/** The installation's settings that shape how mail servers are met. */
export function mailDefaults(settings: SettingsStore, tls: MailDefaults["tls"]): MailDefaults {
  const serviceUrl = settings.get("serviceUrl");
  return {
    imapIndexer: settings.get("imapIndexer") ?? "full",
    ignoreMailCertErrors: settings.get("ignoreMailCertErrors") ?? false,
    smtpEhloName: settings.get("smtpEhloName") || (serviceUrl ? new URL(serviceUrl).hostname : hostname()),
    proxy: mailProxy(settings),
    tls,
  };
}

/** The proxy for calls over HTTP: their own, or else the one of mail connections; undefined for none. */
export const httpProxy = (settings: SettingsStore) =>
  (settings.get("httpProxyEnabled") === true && settings.get("httpProxyUrl")) || mailProxy(settings);

const mailProxy = (settings: SettingsStore) =>
  (settings.get("proxyEnabled") === true && settings.get("proxyUrl")) || undefined;

/** What this installation says about itself to IMAP servers (RFC 2971). */
export function imapClientInfo(settings: SettingsStore, version: string) {
  return {
    name: settings.get("imapClientName") || "Posthorn",
    version: settings.get("imapClientVersion") || version,
    vendor: settings.get("imapClientVendor") || "Posthorn",
    "support-url": settings.get("imapClientSupportUrl") || "",
  };
}
