import type { TlsOptions } from "node:tls";
import type { TlsListener } from "@posthorn/contracts/certificates";
import { type CertificateFacts, keyedCertificate, type KeyedCertificate } from "../../core/certificate.ts";
import { StartError } from "../../core/errors.ts";

/** What was configured for a server of ours. */
export interface ConfiguredListener {
  /** Null when there is no certificate for it. */
  keyed: (KeyedCertificate & { facts: CertificateFacts }) | null;
  /** What counts whatever it shows. */
  options: TlsOptions;
}

export type ConfiguredTls = Readonly<Record<TlsListener, ConfiguredListener>>;

/** The parts of the configuration that are about TLS of our own servers. */
interface TlsSections {
  apiTls: TlsSection;
  smtpServerTls: TlsSection;
  imapProxyTls: TlsSection;
}

interface TlsSection {
  key: string | undefined;
  cert: string | undefined;
  passphrase: string | undefined;
}

/** What was configured for each server. Throws a StartError that names what can't be used. */
export const configuredTls = ({ apiTls, smtpServerTls, imapProxyTls }: TlsSections): ConfiguredTls => ({
  api: configuredListener("POSTHORN_API_TLS", apiTls),
  smtpServer: configuredListener("POSTHORN_SMTP_TLS", smtpServerTls),
  imapProxyServer: configuredListener("POSTHORN_IMAPPROXY_TLS", imapProxyTls),
});

function configuredListener(name: string, section: TlsSection): ConfiguredListener {
  const { key, cert, passphrase } = section;
  const options = optionsOf(section);
  if (key === undefined && cert === undefined) return { keyed: null, options };
  if (key === undefined || cert === undefined)
    throw new StartError(`${name}_KEY and ${name}_CERT belong together: one of them is missing.`);
  try {
    return { keyed: keyedCertificate({ certificate: cert, privateKey: key, passphrase }), options };
  } catch (error) {
    throw new StartError(`${name}_KEY and ${name}_CERT can't be used: ${(error as Error).message}.`);
  }
}

const NAMES = [
  "ca",
  "dhparam",
  "ciphers",
  "ecdhCurve",
  "minVersion",
  "maxVersion",
  "requestCert",
  "rejectUnauthorized",
] as const satisfies readonly (keyof TlsOptions)[];

const optionsOf = (section: object): TlsOptions =>
  Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = (section as Record<string, unknown>)[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
