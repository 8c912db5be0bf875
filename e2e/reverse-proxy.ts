import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Certificate, makeCertificate } from "@posthorn/fakes/certificate";
import { freePort } from "@posthorn/fakes/local-server";
import { vi } from "vitest";

const ROOT = join(fileURLToPath(import.meta.url), "..", "..");
/** Where `scripts/bring-servers.mjs` unpacked them. */
const NGINX = join(ROOT, ".cache/nginx/usr/sbin/nginx");
const CADDY = join(ROOT, ".cache/caddy/usr/bin/caddy");

/** The host that the configurations in `deploy/` are for. */
export const PROXY_HOST = "mail.example.com";

/** A real reverse proxy with TLS before a server of ours, configured by the file that comes along. */
export interface ReverseProxy {
  readonly port: number;
  /** What its clients have to trust, in PEM. */
  readonly ca: string;
  stop(): Promise<void>;
}

/** nginx with `deploy/nginx/posthorn.conf`. Rejects when nginx does not take it. */
export async function startNginx(target: string): Promise<ReverseProxy> {
  const { folder, certificate, port } = await prepare();
  const shipped = await readFile(join(ROOT, "deploy/nginx/posthorn.conf"), "utf8");
  const own = replaceAll(shipped, [
    [/listen \[::\]:(80|443 ssl http2);\n/g, "\n"],
    [/listen 80;/, `listen 127.0.0.1:${await freePort()};`],
    [/listen 443 ssl http2;/, `listen 127.0.0.1:${port} ssl http2;`],
    [/server 127\.0\.0\.1:3000;/, `server ${target};`],
    [/ssl_certificate_key \S+;/, `ssl_certificate_key ${join(folder, "key.pem")};`],
    [/ssl_certificate {5}\S+;/, `ssl_certificate ${join(folder, "cert.pem")};`],
  ]);
  const around = [
    // Else its workers become nobody, who may not look into the folder.
    process.getuid?.() === 0 ? "user root;" : "",
    "daemon off; pid nginx.pid; error_log stderr;",
    "events { worker_connections 256; }",
    `http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;`,
    `fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s; include posthorn.conf; }`,
  ];
  await writeFile(join(folder, "posthorn.conf"), own);
  await writeFile(join(folder, "nginx.conf"), around.join("\n"));
  const args = ["-p", folder, "-c", "nginx.conf", "-e", "stderr"];
  await promisify(execFile)(NGINX, [...args, "-t"]);
  return run(spawn(NGINX, args, { stdio: "ignore" }), { folder, certificate, port });
}

/** Caddy with `deploy/caddy/Caddyfile`. Rejects when Caddy does not take it. */
export async function startCaddy(target: string): Promise<ReverseProxy> {
  const { folder, certificate, port } = await prepare();
  const shipped = await readFile(join(ROOT, "deploy/caddy/Caddyfile"), "utf8");
  const own = replaceAll(shipped, [
    [
      /^mail\.example\.com \{/m,
      `{\n\tadmin off\n\tauto_https disable_redirects\n}\nhttps://${PROXY_HOST}:${port} {\n\tbind 127.0.0.1\n\ttls ${folder}/cert.pem ${folder}/key.pem`,
    ],
    [/reverse_proxy 127\.0\.0\.1:3000/, `reverse_proxy ${target}`],
  ]);
  await writeFile(join(folder, "Caddyfile"), own);
  const options = { env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder } };
  const args = ["--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"];
  await promisify(execFile)(CADDY, ["validate", ...args], options);
  return run(spawn(CADDY, ["run", ...args], { ...options, stdio: "ignore" }), { folder, certificate, port });
}

interface Prepared {
  folder: string;
  certificate: Certificate;
  port: number;
}

async function prepare(): Promise<Prepared> {
  const folder = await mkdtemp(join(tmpdir(), "posthorn-proxy-"));
  const certificate = makeCertificate([PROXY_HOST]);
  await mkdir(join(folder, "body"));
  await writeFile(join(folder, "cert.pem"), certificate.cert);
  await writeFile(join(folder, "key.pem"), certificate.key);
  return { folder, certificate, port: await freePort() };
}

/** Each has to be there: a file that says something else is not the one that is tried. */
function replaceAll(text: string, pairs: readonly (readonly [RegExp, string])[]): string {
  return pairs.reduce((changed, [pattern, by]) => {
    const next = changed.replace(pattern, by);
    if (next === changed) throw new Error(`The configuration has no ${pattern.source}`);
    return next;
  }, text);
}

async function run(child: ChildProcess, { folder, certificate, port }: Prepared): Promise<ReverseProxy> {
  await vi.waitFor(() => canConnect(port), { timeout: 60_000, interval: 20 });
  return {
    port,
    ca: certificate.cert,
    async stop() {
      child.kill();
      if (child.exitCode === null) await once(child, "exit");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const canConnect = (port: number) =>
  new Promise<void>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
