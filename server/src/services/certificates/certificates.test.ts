import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect as connectPlainly } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type PeerCertificate, type TLSSocket } from "node:tls";
import { makeCertificate } from "@posthorn/fakes/certificate";
import { freePort } from "@posthorn/fakes/local-server";
import { canRunPebble, type Pebble, startPebble } from "@posthorn/fakes/pebble";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { listCertificates } from "../../storage/certificates.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

/** One that is just being replaced may never say anything. */
const PATIENCE_MS = 5000;
const silent = () => new Error("The server says nothing more");

/** What a server shows, whoever vouches for it. */
async function certificateAt(port: number): Promise<PeerCertificate> {
  const socket: TLSSocket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, timeout: PATIENCE_MS });
  socket.once("timeout", () => socket.destroy(silent()));
  await once(socket, "secureConnect");
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  return certificate;
}
const namesAt = async (port: number) => (await certificateAt(port)).subjectaltname;
const portOf = ({ url }: TestGateway) => Number(new URL(url).port);

describe.each(TEST_ENGINES)("certificates of our own servers, on %s", (engine) => {
  let folder: string;
  let gateway: TestGateway;
  const configured = { cert: "", key: "" };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "posthorn-certificates-"));
    configured.cert = join(folder, "cert.pem");
    configured.key = join(folder, "key.pem");
    await configure("api.example.com");
    const common = { POSTHORN_API_TLS: "true", POSTHORN_API_HTTP_PORT: "0", POSTHORN_DATA_DIR: folder };
    const paths = { POSTHORN_API_TLS_CERT_FILE: configured.cert, POSTHORN_API_TLS_KEY_FILE: configured.key };
    const [cert, key] = [readFileSync(configured.cert, "utf8"), readFileSync(configured.key, "utf8")];
    gateway = await createTestGateway(engine, {
      env: { ...common, POSTHORN_API_TLS_CERT: cert, POSTHORN_API_TLS_KEY: key },
      replace: { readConfig: () => loadConfig({ ...common, ...paths }, [], (path) => readFileSync(path, "utf8")) },
    });
    await gateway.set({ serviceUrl: "https://mail.example.com" });
  });
  afterAll(async () => {
    await gateway?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function configure(name: string): Promise<void> {
    const { cert, key } = makeCertificate([name]);
    await writeFile(configured.cert, cert);
    await writeFile(configured.key, key);
  }
  const list = async () => (await gateway.call("GET", "/v1/certificates")).body;

  it("serve the API over HTTPS, and show a new certificate as soon as its file changed", async () => {
    expect(gateway.url).toMatch(/^https:/);
    expect(await namesAt(portOf(gateway))).toBe("DNS:api.example.com");
    await configure("other.example.com");
    await gateway.ctx.certificates.refresh();
    await expect.poll(() => namesAt(portOf(gateway))).toBe("DNS:other.example.com");
    // A file that is being written is no reason to lose what is there.
    await writeFile(configured.cert, "half a certif");
    await gateway.ctx.certificates.refresh();
    expect(await namesAt(portOf(gateway))).toBe("DNS:other.example.com");
    await gateway.ctx.certificates.refresh();
    expect(
      gateway.logs.filter(({ msg }) => String(msg).startsWith("The configured certificates can't be read")),
    ).toHaveLength(1);
    await configure("other.example.com");
    await gateway.ctx.certificates.refresh();
  });

  it("take an upload, show it where it is chosen, and never tell the key", async () => {
    const { cert, key } = makeCertificate(["mail.example.com"]);
    const { body, status } = await gateway.call("POST", "/v1/certificates", { certificate: cert, privateKey: key });
    expect({ body, status }).toEqual({ status: 200, body: { certificate: expect.stringMatching(/^manual:/), state: "new" } }); // prettier-ignore
    expect(await namesAt(portOf(gateway))).toBe("DNS:other.example.com");
    await gateway.set({ apiTLSCertificate: "manual" });
    await expect.poll(() => namesAt(portOf(gateway))).toBe("DNS:mail.example.com");
    const listed = await list();
    expect(listed["listeners"]).toMatchObject([
      { listener: "api", tls: true, choice: "manual", source: body["certificate"], error: null },
      { listener: "smtpServer", tls: false, choice: null },
      { listener: "imapProxyServer", tls: false, choice: null },
    ]);
    expect(JSON.stringify(listed)).not.toContain("PRIVATE KEY");
    const again = makeCertificate(["mail.example.com"]);
    const replaced = await gateway.call("POST", "/v1/certificates", {
      certificate: again.cert,
      privateKey: again.key,
    });
    expect(replaced.body).toEqual({ certificate: body["certificate"], state: "existing" });
    const stored = await gateway.storage.sql.selectFrom("certificates").selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain("PRIVATE KEY");
    expect(await gateway.call("DELETE", `/v1/certificates/${String(body["certificate"])}`)).toMatchObject({
      body: { deleted: true },
    });
    await expect.poll(() => namesAt(portOf(gateway))).toBe("DNS:other.example.com");
    expect((await list())["listeners"]).toMatchObject([
      { source: "env:api", error: "No certificate was uploaded that can be used" },
      {},
      {},
    ]);
    await gateway.set({ apiTLSCertificate: null });
  });

  it("refuse what is none, or does not belong together", async () => {
    const [one, other] = [makeCertificate(["a.example.com"]), makeCertificate(["b.example.com"])];
    const upload = (certificate: string, privateKey: string) =>
      gateway.call("POST", "/v1/certificates", { certificate, privateKey });
    expect(await upload("nonsense", one.key)).toMatchObject({
      status: 400,
      body: { code: "InvalidCertificate", fields: [{ key: "certificate" }] },
    });
    expect(await upload(one.cert, "nonsense")).toMatchObject({
      status: 400,
      body: { fields: [{ key: "privateKey" }] },
    });
    expect(await upload(one.cert, other.key)).toMatchObject({
      status: 400,
      body: { message: "The private key is not that of the certificate" },
    });
    expect(await gateway.call("DELETE", "/v1/certificates/manual:none")).toMatchObject({ status: 404 });
    expect(await gateway.call("POST", "/v1/certificates/order", { hostname: "mail.example.org" })).toMatchObject({
      status: 400,
      body: { code: "AcmeOff" },
    });
  });

  it("offer STARTTLS by a certificate that was uploaded, and TLS by one of their own", async () => {
    const { cert, key } = makeCertificate(["smtp.example.com"]);
    await gateway.call("POST", "/v1/certificates", { certificate: cert, privateKey: key });
    await gateway.set({ smtpServerEnabled: true, smtpServerPort: 0, smtpServerTLSCertificate: "manual" });
    const listening = () => gateway.ctx.listeners.all().get("smtpServer");
    await expect.poll(listening).toMatchObject({ name: "listening" });
    const portNow = () => (listening() as { port: number }).port;
    await expect.poll(() => greetingAt(portNow())).toContain("STARTTLS");
    await gateway.set({ smtpServerTLSCertificate: "self-signed", smtpServerTLSEnabled: true });
    await expect.poll(async () => namesAt(portNow()).catch(() => "")).toContain("DNS:localhost");
    await gateway.set({ smtpServerEnabled: false });
  });

  it("are left to HTTPS by the plain port, which answers authorities and nobody else", async () => {
    const port = gateway.plainPort ?? 0;
    expect(await ask(port, "GET", "/admin/?a=1")).toMatchObject({
      status: 308,
      location: "https://mail.example.com/admin/?a=1",
    });
    expect(await ask(port, "POST", "/v1/settings")).toMatchObject({ status: 403 });
    expect(await ask(port, "GET", "/.well-known/acme-challenge/unknown")).toMatchObject({ status: 404 });
  });
});

describe.runIf(canRunPebble()).each(TEST_ENGINES)("certificates from an authority, on %s", (engine) => {
  let pebble: Pebble;
  let gateway: TestGateway;
  const name = "mail.posthorn.dev";
  beforeAll(async () => {
    const httpPort = await freePort();
    pebble = await startPebble({ httpPort });
    gateway = await createTestGateway(engine, {
      env: { POSTHORN_ACME_DIRECTORY: pebble.directory, POSTHORN_PORT: String(httpPort), POSTHORN_ACME_EMAIL: "a@posthorn.dev" }, // prettier-ignore
      replace: { httpsCa: pebble.ca, challengePort: httpPort },
    });
  });
  afterAll(async () => {
    await gateway?.close();
    await pebble?.stop();
  });
  const certificates = async () => (await gateway.call("GET", "/v1/certificates")).body["certificates"] as object[];

  it("are ordered once the settings want them, and shown", async () => {
    await gateway.set({ tlsProvisioning: "acme", serviceUrl: `https://${name}`, tlsHostnames: ["localhost"] });
    await expect
      .poll(certificates, { timeout: 25_000 })
      .toMatchObject([{ certificate: `acme:${name}`, kind: "acme", facts: { hostnames: [name] }, error: null }]);
    await expect
      .poll(() => gateway.ctx.certificates.of("smtpServer"), { timeout: 30_000 })
      .toMatchObject({ source: `acme:${name}` });
    const [stored] = await listCertificates(gateway.storage);
    const metrics = await gateway.call("GET", "/metrics");
    expect(metrics.bytes.toString()).toContain(`posthorn_certificate_not_after_seconds{certificate="acme:${name}"}`);
    // The same account orders another, by hand.
    await gateway.call("POST", "/v1/certificates/order", { hostname: name });
    await expect
      .poll(async () => (await listCertificates(gateway.storage))[0]?.keyed?.chain, { timeout: 25_000 })
      .not.toBe(stored?.keyed?.chain);
    expect(await gateway.storage.sql.selectFrom("acmeAccounts").selectAll().execute()).toHaveLength(1);
    expect(await gateway.storage.sql.selectFrom("acmeChallenges").selectAll().execute()).toEqual([]);
  });

  it("tell why there is none, and keep what there is", async () => {
    await pebble.stop();
    await gateway.call("POST", "/v1/certificates/order", { hostname: "other.posthorn.dev" });
    await expect.poll(certificates, { timeout: 25_000 }).toMatchObject([
      { certificate: `acme:${name}`, error: null },
      { certificate: "acme:other.posthorn.dev", facts: null, error: expect.stringContaining("ECONNREFUSED") as string },
    ]);
  });

  it("can be asked for where somebody else can see what we answer", async () => {
    const check = (hostname: string) => gateway.call("POST", "/v1/certificates/check", { hostname });
    expect((await check("localhost")).body).toEqual({ reachable: true, error: null });
    expect((await check("nowhere.invalid")).body).toMatchObject({
      reachable: false,
      error: expect.stringContaining("nowhere.invalid can't be reached on port 80") as string,
    });
  });
});

/** What an SMTP server says it can do. */
async function greetingAt(port: number): Promise<string> {
  const socket = connectPlainly({ port, host: "127.0.0.1", timeout: PATIENCE_MS });
  socket.once("timeout", () => socket.destroy(silent()));
  socket.once("data", () => socket.write("EHLO client\r\n"));
  let text = "";
  for await (const chunk of socket) {
    text += String(chunk);
    if (!socket.writableEnded && /^250 /m.test(text)) socket.end("QUIT\r\n");
  }
  return text;
}

async function ask(port: number, method: string, path: string) {
  const call = request({ port, host: "127.0.0.1", method, path });
  call.end();
  const [response] = (await once(call, "response")) as [import("node:http").IncomingMessage];
  response.resume();
  return { status: response.statusCode, location: response.headers.location };
}
