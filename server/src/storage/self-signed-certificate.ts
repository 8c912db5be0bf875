import { generateKeyPair, randomBytes, X509Certificate } from "node:crypto";
import { link, mkdir, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

/** In PEM. */
export interface OwnCertificate {
  key: string;
  cert: string;
}

const FILE = "self-signed.pem";
const DAY_MS = 24 * 60 * 60 * 1000;
const VALID_MS = 10 * 365 * DAY_MS;
/** One that ends this soon is made anew. */
const RENEW_MS = 30 * DAY_MS;

/**
 * A certificate for `name` and for this machine that nobody vouches for but itself. It is made once and kept in the
 * data folder, so that clients who were told to trust it are not asked again.
 */
export async function selfSignedCertificate(dataDir: string, name: string, now: number): Promise<OwnCertificate> {
  const path = join(dataDir, FILE);
  const kept = await readKept(path);
  if (kept !== null && Date.parse(new X509Certificate(kept.cert).validTo) - now > RENEW_MS) return kept;
  const made = await makeCertificate([name, "localhost", "127.0.0.1", "::1"], now);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // Whole before it has its name: both doors may look for it at the same moment.
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, made.key + made.cert, { mode: 0o600, flag: "wx" });
  if (kept !== null) {
    await rename(draft, path);
    return made;
  }
  try {
    await link(draft, path);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await readKept(path)) ?? made;
  } finally {
    await unlink(draft);
  }
}

async function readKept(path: string): Promise<OwnCertificate | null> {
  try {
    const text = await readFile(path, "utf8");
    const start = text.indexOf("-----BEGIN CERTIFICATE-----");
    return { key: text.slice(0, start), cert: text.slice(start) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function makeCertificate(names: readonly string[], now: number): Promise<OwnCertificate> {
  const { default: forge } = await import("node-forge");
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // Positive, as serial numbers have to be.
  certificate.serialNumber = `01${randomBytes(15).toString("hex")}`;
  certificate.validity.notBefore = new Date(now - DAY_MS);
  certificate.validity.notAfter = new Date(now + VALID_MS);
  const subject = [{ name: "commonName", value: "Posthorn" }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames: [...new Set(names)].map(alternativeName) },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { key: privateKey, cert: forge.pki.certificateToPem(certificate) };
}

/** Kinds of RFC 5280 section 4.2.1.6: 2 is a name, 7 an address. */
const alternativeName = (name: string) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name });
