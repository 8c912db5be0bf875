import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  /** In PEM. */
  key: string;
  cert: string;
}

/** A certificate for these host names and addresses, valid for two days, that nobody vouches for but itself. */
export function makeCertificate(names: readonly string[]): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-certificate-"));
  const at = (file: string) => join(folder, file);
  const alternatives = names.map((name) => `${/^[\d.]+$|:/.test(name) ? "IP" : "DNS"}:${name}`).join(",");
  const subject = ["-subj", "/CN=posthorn.test", "-addext", `subjectAltName=${alternatives}`];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  try {
    execFileSync("openssl", ["req", "-x509", ...key, "-keyout", at("key"), "-out", at("cert"), ...subject], {
      stdio: "ignore",
    });
    return { key: readFileSync(at("key"), "utf8"), cert: readFileSync(at("cert"), "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
