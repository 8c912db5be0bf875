import type { ConnectionOptions, SecureVersion } from "node:tls";
import type { SmtpSettings } from "../core/mail-backend.ts";

/** Members of a stored `tls` object that would lead the connection elsewhere instead of securing it. */
const NOT_TLS = new Set([
  "family",
  "fd",
  "host",
  "localAddress",
  "localPort",
  "lookup",
  "onread",
  "path",
  "pipe",
  "port",
  "session",
  "socket",
]);

const OLD_VERSIONS = new Set<unknown>(["TLSv1", "TLSv1.1"]);

/**
 * How a connection to a mail server is secured: TLS 1.2 at least, unless the account or the installation says
 * otherwise. Whoever asks for an older version gets what OpenSSL needs for it, too.
 */
export function tlsOptions({ tls }: Pick<SmtpSettings, "tls">, ignoreCertErrors: boolean): ConnectionOptions {
  const own = Object.fromEntries(
    Object.entries(tls).filter(([key, value]) => !NOT_TLS.has(key) && !(key === "minVersion" && value === "")),
  );
  return {
    minVersion: "TLSv1.2" satisfies SecureVersion,
    // OpenSSL 3 speaks versions before 1.2 on its lowest security level only.
    ...(OLD_VERSIONS.has(own["minVersion"]) && { ciphers: "DEFAULT@SECLEVEL=0" }),
    ...own,
    ...(ignoreCertErrors && { rejectUnauthorized: false }),
  };
}
