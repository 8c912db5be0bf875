import { X509Certificate } from "node:crypto";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { selfSignedCertificate } from "./self-signed-certificate.ts";

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

describe("selfSignedCertificate", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "posthorn-certificate-"))));
  afterEach(() => rm(folder, { recursive: true }));

  it("is good for TLS, for its name and for this machine", async () => {
    const { key, cert } = await selfSignedCertificate(folder, "mail.example.com", Date.now());
    expect(createSecureContext({ key, cert }).context).toBeDefined();
    const read = new X509Certificate(cert);
    expect(read.checkHost("mail.example.com")).toBe("mail.example.com");
    expect(read.checkHost("localhost")).toBe("localhost");
    expect(read.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(read.verify(read.publicKey)).toBe(true);
  });

  it("is made once, also when two ask for it at the same moment, and nobody else may read it", async () => {
    const now = Date.now();
    const [one, other] = await Promise.all([
      selfSignedCertificate(folder, "a.example", now),
      selfSignedCertificate(folder, "a.example", now),
    ]);
    expect(one).toEqual(other);
    expect(await selfSignedCertificate(folder, "b.example", now)).toEqual(one);
    expect(await readdir(folder)).toEqual(["self-signed.pem"]);
    expect((await stat(join(folder, "self-signed.pem"))).mode & 0o777).toBe(0o600);
  });

  it("is made anew before it ends", async () => {
    const now = Date.now();
    const old = await selfSignedCertificate(folder, "a.example", now);
    expect(await selfSignedCertificate(folder, "a.example", now + 9 * YEAR_MS)).toEqual(old);
    const renewed = await selfSignedCertificate(folder, "a.example", now + 10 * YEAR_MS);
    expect(renewed).not.toEqual(old);
    expect(await selfSignedCertificate(folder, "a.example", now + 10 * YEAR_MS)).toEqual(renewed);
  });
});
