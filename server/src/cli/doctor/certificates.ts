import { createPrivateKey, X509Certificate } from "node:crypto";
import type { Config } from "../../config/load.ts";
import { listCertificates } from "../../storage/certificates.ts";
import { type ExaminedStore, type Finding, ok, problem, reasonOf, warning } from "./finding.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const SOON_MS = 14 * DAY_MS;

/** Certificates of the configuration: readable, with their key, and good for a while. */
export function checkConfiguredCertificates(config: Config, now: number): Finding[] {
  return (
    [
      ["the API", "POSTHORN_API_TLS", config.apiTls],
      ["the SMTP server", "POSTHORN_SMTP_TLS", config.smtpServerTls],
      ["the IMAP proxy", "POSTHORN_IMAPPROXY_TLS", config.imapProxyTls],
    ] as const
  ).flatMap(([whose, variable, { key, cert, passphrase }]) => {
    if (key === undefined && cert === undefined) return [];
    if (key === undefined || cert === undefined)
      return [
        problem(
          "tls",
          `Of the certificate of ${whose} there is only one half`,
          `Set both ${variable}_CERT and ${variable}_KEY.`,
        ),
      ];
    try {
      const certificate = new X509Certificate(cert);
      const privateKey = createPrivateKey({ key, ...(passphrase !== undefined && { passphrase }) });
      if (!certificate.checkPrivateKey(privateKey))
        return [
          problem(
            "tls",
            `The key of ${whose} does not fit its certificate`,
            `See ${variable}_KEY and ${variable}_CERT.`,
          ),
        ];
      return checkEnd(`The certificate of ${whose}`, Date.parse(certificate.validTo), now);
    } catch (error) {
      return [
        problem(
          "tls",
          `The certificate of ${whose} can't be read: ${reasonOf(error)}`,
          "It has to be PEM; a key with a passphrase needs that, too.",
        ),
      ];
    }
  });
}

/** Certificates that are kept in the database. */
export async function checkStoredCertificates({ storage }: ExaminedStore, now: number): Promise<Finding[]> {
  return (await listCertificates(storage)).flatMap(({ id, keyed, error }) => [
    ...(error === null
      ? []
      : [
          warning(
            "tls",
            `The last order of the certificate ${id} came to nothing: ${error}`,
            "See the certificates in the dashboard.",
          ),
        ]),
    ...(keyed === null
      ? []
      : checkEnd(`The certificate ${id}`, Date.parse(new X509Certificate(keyed.chain).validTo), now)),
  ]);
}

function checkEnd(what: string, end: number, now: number): Finding[] {
  const day = new Date(end).toISOString().slice(0, 10);
  if (end <= now) return [problem("tls", `${what} ended on ${day}`, "Put a new one in its place.")];
  return end - now < SOON_MS
    ? [warning("tls", `${what} ends on ${day}`, "Put a new one in its place before that.")]
    : [ok("tls", `${what} is good until ${day}`)];
}
