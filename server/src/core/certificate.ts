import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { isIP } from "node:net";

/** A certificate with those in between, and its key; both in PEM. */
export interface KeyedCertificate {
  chain: string;
  privateKey: string;
}

/** What a certificate says. Moments are epoch milliseconds. */
export interface CertificateFacts {
  hostnames: string[];
  issuer: string;
  notBefore: number;
  notAfter: number;
  /** SHA-256, in pairs of hex digits. */
  fingerprint: string;
}

/** Orders a certificate for a name from an authority (RFC 8555). Rejects with an Error that says why there is none. */
export type OrderCertificate = (hostname: string, signal: AbortSignal) => Promise<KeyedCertificate>;

/**
 * Asks for a challenge under a name, as an authority does (RFC 8555 section 8.3). Resolves with null when the answer is the
 * one that is expected, else with why it is not.
 */
export type AskForChallenge = (
  hostname: string,
  token: string,
  answer: string,
  options: { signal: AbortSignal },
) => Promise<string | null>;

/** What the first certificate of `pem` says. Throws when there is none. */
export function factsOf(pem: string): CertificateFacts {
  const certificate = new X509Certificate(pem);
  return {
    hostnames: hostnamesOf(certificate),
    issuer: nameIn(certificate.issuer),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    fingerprint: certificate.fingerprint256,
  };
}

/** Subject alternative names (RFC 5280 section 4.2.1.6), or else the common name, in lower case. */
function hostnamesOf({ subjectAltName, subject }: X509Certificate): string[] {
  const names = [...(subjectAltName ?? "").matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, name]) => name ?? "");
  if (names.length > 0) return names.map((name) => name.toLowerCase());
  const common = /(?:^|\n)CN=(.+)/.exec(subject)?.[1];
  return common === undefined ? [] : [common.toLowerCase()];
}

/** The organisation or the common name of a distinguished name. */
const nameIn = (distinguished: string) =>
  /(?:^|\n)O=(.+)/.exec(distinguished)?.[1] ?? /(?:^|\n)CN=(.+)/.exec(distinguished)?.[1] ?? distinguished;

/** Whether a certificate with these names is for `host`; `*` stands for one label (RFC 9525). */
export function isFor(hostnames: readonly string[], host: string): boolean {
  const wanted = host.toLowerCase();
  const parent = wanted.slice(wanted.indexOf("."));
  return hostnames.some((name) => name === wanted || (name.startsWith("*.") && name.slice(1) === parent));
}

/** Names of this machine or of a network at home, for which no authority vouches. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|lan|home|internal|localdomain|test|example|invalid)$/;

/** Whether an authority can vouch for a name: not for addresses, nor for names that only a private network knows. */
export const canBeVouchedFor = (host: string): boolean =>
  isIP(host) === 0 && /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/.test(host) && !LOCAL_NAME.test(host); // prettier-ignore

const DAY_MS = 24 * 60 * 60 * 1000;

/** From when on a certificate is ordered anew: 30 days before its end, or in the last third of one that lives for less. */
export const renewAt = ({ notBefore, notAfter }: Pick<CertificateFacts, "notBefore" | "notAfter">): number =>
  notAfter - Math.min(30 * DAY_MS, (notAfter - notBefore) / 3);

/**
 * A certificate and its key as they are stored: the key without its passphrase. Throws an Error in plain words for what
 * can't be read or does not belong together.
 */
export function keyedCertificate(given: {
  certificate: string;
  privateKey: string;
  passphrase?: string | undefined;
}): KeyedCertificate & { facts: CertificateFacts } {
  const certificate = readable("The certificate", () => new X509Certificate(given.certificate));
  const { passphrase } = given;
  const key: KeyObject = readable("The private key", () =>
    createPrivateKey({ key: given.privateKey, ...(passphrase !== undefined && { passphrase }) }),
  );
  if (!certificate.checkPrivateKey(key)) throw new Error("The private key is not that of the certificate");
  const facts = factsOf(given.certificate);
  if (facts.hostnames.length === 0) throw new Error("The certificate names no host");
  return {
    chain: given.certificate,
    privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(),
    facts,
  };
}

function readable<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch {
    // What OpenSSL says about it helps nobody, and may show parts of it.
    throw new Error(`${what} can't be read; it has to be in PEM`);
  }
}
